package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class MixerTest {

  private static final double FS = 12_000;

  @Test
  void putsAToneToZeroAndKeepsItsPhase() {
    var tone = new Signals(50_000, FS).tone(1234.5, 0.5, 0.7);
    float[] i = new float[50_000];
    float[] q = new float[50_000];

    Mixer.down(tone.i, tone.q, 0, 50_000, 1234.5 / FS, 0, i, q);

    for (int n = 0; n < i.length; n++) {
      assertThat(i[n]).isCloseTo((float) (0.5 * Math.cos(0.7)), within(1e-6f));
      assertThat(q[n]).isCloseTo((float) (0.5 * Math.sin(0.7)), within(1e-6f));
    }
  }

  @Test
  void goesOnFromAnySample() {
    var tone = new Signals(10_000, FS).tone(-777.7, 1, 0);
    float[] wholeI = new float[10_000];
    float[] wholeQ = new float[10_000];
    Mixer.down(tone.i, tone.q, 0, 10_000, 0.123_456, 5_000_000_000L, wholeI, wholeQ);
    float[] partI = new float[6_667];
    float[] partQ = new float[6_667];

    Mixer.down(tone.i, tone.q, 3_333, 6_667, 0.123_456, 5_000_003_333L, partI, partQ);

    for (int n = 0; n < partI.length; n++) {
      assertThat(partI[n]).isCloseTo(wholeI[3_333 + n], within(1e-5f));
      assertThat(partQ[n]).isCloseTo(wholeQ[3_333 + n], within(1e-5f));
    }
  }

  @Test
  void refusesRangesOutsideTheArrays() {
    float[] four = new float[4];

    assertThatThrownBy(() -> Mixer.down(four, four, 1, 4, 0, 0, four, four))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Mixer.down(four, four, 0, 4, 0, 0, new float[3], four))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
