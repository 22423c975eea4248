package io.heimdall.server.iq;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Complex64Test {

  @Test
  void interleavesLittleEndianFloats() {
    ByteBuffer bytes = littleEndian(16);

    Complex64.put(new float[] {9f, 1f, -0.5f}, new float[] {9f, -2f, 0.25f}, 1, 2, bytes);

    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(HexFormat.of().formatHex(content(bytes)))
        .isEqualTo("0000803f" + "000000c0" + "000000bf" + "0000803e");
  }

  @Test
  void survivesTheRoundTripBitForBit() {
    var random = new Random(20260101);
    int count = 1000;
    float[] i = new float[count];
    float[] q = new float[count];
    for (int k = 0; k < count; k++) {
      i[k] = Float.intBitsToFloat(random.nextInt() & 0xbfffffff);
      q[k] = random.nextFloat(-1, 1);
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(count * Complex64.BYTES).order(LITTLE_ENDIAN);

    Complex64.put(i, q, 0, count, bytes);
    float[] backI = new float[count];
    float[] backQ = new float[count];
    Complex64.get(bytes.flip(), backI, backQ, 0, count);

    assertThat(backI).isEqualTo(i);
    assertThat(backQ).isEqualTo(q);
  }

  @Test
  void restoresEveryInt16() {
    int count = 65536 / 2;
    ByteBuffer floats = littleEndian(count * Complex64.BYTES);
    ByteBuffer expected = littleEndian(count * Complex64.INT16_BYTES);
    for (int value = Short.MIN_VALUE; value <= Short.MAX_VALUE; value++) {
      floats.putFloat(value / 32768f);
      expected.putShort((short) value);
    }
    ByteBuffer shorts = littleEndian(count * Complex64.INT16_BYTES);

    Complex64.toInt16(floats.flip(), shorts, count);

    assertThat(content(shorts)).isEqualTo(content(expected));
  }

  @Test
  void roundsAndClipsToInt16() {
    float[] values = {1f, 2f, -1f, -2f, 0.6f / 32768, -0.6f / 32768, 0.4f / 32768, Float.NaN};
    ByteBuffer floats = littleEndian(32);
    for (float value : values) {
      floats.putFloat(value);
    }
    ByteBuffer shorts = littleEndian(16);

    Complex64.toInt16(floats.flip(), shorts, 4);

    short[] result = new short[8];
    shorts.flip().asShortBuffer().get(result);
    assertThat(result).containsExactly(32767, 32767, -32768, -32768, 1, -1, 0, 0);
  }

  @Test
  void refusesBigEndianBuffersAndShortOnes() {
    float[] samples = new float[2];

    assertThatThrownBy(() -> Complex64.put(samples, samples, 0, 2, ByteBuffer.allocate(16)))
        .hasMessageContaining("little-endian");
    assertThatThrownBy(() -> Complex64.put(samples, samples, 0, 2, littleEndian(15)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Complex64.get(littleEndian(16), samples, samples, 1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static byte[] content(ByteBuffer written) {
    byte[] bytes = new byte[written.position()];
    written.get(0, bytes);
    return bytes;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(LITTLE_ENDIAN);
  }
}
