package io.heimdall.server.iq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class Int16SamplesTest {

  private static final int EVERY_VALUE = 0x10000;

  @Test
  void decodesEveryValueOfEitherOrderExactly() {
    var big = ByteBuffer.allocate(4 + 4 * EVERY_VALUE).position(4);
    var little =
        ByteBuffer.allocate(4 + 4 * EVERY_VALUE).order(ByteOrder.LITTLE_ENDIAN).position(4);
    for (int value = Short.MIN_VALUE; value <= Short.MAX_VALUE; value++) {
      big.putShort((short) value).putShort((short) ~value);
      little.putShort((short) value).putShort((short) ~value);
    }
    var fromBig = new IqBlock(EVERY_VALUE);
    var fromLittle = new IqBlock(EVERY_VALUE);

    Int16Samples.decodeBigEndian(big.array(), 4, EVERY_VALUE, fromBig);
    Int16Samples.decodeLittleEndian(little.array(), 4, EVERY_VALUE, fromLittle);

    float[] i = new float[EVERY_VALUE];
    float[] q = new float[EVERY_VALUE];
    for (int n = 0; n < EVERY_VALUE; n++) {
      int value = n + Short.MIN_VALUE;
      i[n] = value / 32768f;
      q[n] = ~value / 32768f;
    }
    assertThat(fromBig.i()).isEqualTo(i);
    assertThat(fromBig.q()).isEqualTo(q);
    assertThat(fromLittle.i()).isEqualTo(fromBig.i());
    assertThat(fromLittle.q()).isEqualTo(fromBig.q());
    assertThat(fromBig.count()).isEqualTo(EVERY_VALUE);
  }

  @Test
  void refusesARangeOutsideTheBytes() {
    var block = new IqBlock(8);

    assertThatThrownBy(() -> Int16Samples.decodeBigEndian(new byte[15], 0, 4, block))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Int16Samples.decodeLittleEndian(new byte[16], 1, 4, block))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
