package io.heimdall.server.iq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class U8SamplesTest {

  private final IqBlock block = new IqBlock(256);

  @Test
  void centresBytesOfAnRtlSdrBetweenTwoCodes() {
    U8Samples.RTL.decode(new byte[] {9, 0, (byte) 255, 127, (byte) 128, 9}, 1, 2, block);

    assertThat(block.count()).isEqualTo(2);
    assertThat(block.i()[0]).isEqualTo(-1f);
    assertThat(block.q()[0]).isEqualTo(1f);
    assertThat(block.i()[1]).isEqualTo(-0.5f / 127.5f);
    assertThat(block.q()[1]).isEqualTo(0.5f / 127.5f);
  }

  @Test
  void centresOtherBytesOn128() {
    U8Samples.OFFSET_128.decode(new byte[] {0, (byte) 128, (byte) 255, 64}, 0, 2, block);

    assertThat(block.i()[0]).isEqualTo(-1f);
    assertThat(block.q()[0]).isZero();
    assertThat(block.i()[1]).isEqualTo(127 / 128f);
    assertThat(block.q()[1]).isEqualTo(-0.5f);
  }

  @Test
  void givesEveryByteAFractionOfItsOwn() {
    byte[] all = new byte[512];
    for (int n = 0; n < all.length; n++) {
      all[n] = (byte) n;
    }

    U8Samples.RTL.decode(all, 0, 256, block);

    Set<Float> seen = new HashSet<>();
    for (int n = 0; n < 256; n++) {
      float value = n % 2 == 0 ? block.i()[n / 2] : block.q()[n / 2];
      assertThat(Math.round(value * 127.5f + 127.5f)).isEqualTo(n);
      seen.add(value);
    }
    assertThat(seen).hasSize(256);
  }

  @Test
  void readsNothingBeyondItsBytes() {
    assertThatThrownBy(() -> U8Samples.RTL.decode(new byte[3], 0, 2, block))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
