package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WindowTest {

  @ParameterizedTest
  @ValueSource(ints = {4, 1000, 1024, 4096})
  void hannHasItsKnownSums(int length) {
    var window = Window.hann(length);

    assertThat(window.length()).isEqualTo(length);
    assertThat(window.sum()).isCloseTo(length / 2.0, within(1e-9));
    assertThat(window.sumOfSquares()).isCloseTo(3 * length / 8.0, within(1e-9));
  }

  @Test
  void halfOverlappedCopiesAddUpToOne() {
    var window = Window.hann(64);
    float[] ones = new float[64];
    java.util.Arrays.fill(ones, 1);
    float[] weights = new float[64];

    window.apply(ones, 0, weights);

    for (int n = 0; n < 32; n++) {
      assertThat(weights[n] + weights[n + 32]).isCloseTo(1f, within(1e-6f));
    }
  }

  @Test
  void weighsFromAnOffset() {
    var window = Window.hann(4);
    float[] weights = new float[4];

    window.apply(new float[] {9, 9, 1, 2, 3, 4}, 2, weights);

    assertThat(weights).containsExactly(new float[] {0, 1, 3, 2}, within(1e-6f));
  }

  @Test
  void refusesNoLength() {
    assertThatThrownBy(() -> Window.hann(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
