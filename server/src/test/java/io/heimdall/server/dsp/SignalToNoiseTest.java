package io.heimdall.server.dsp;

import static io.heimdall.server.dsp.Known.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SignalToNoiseTest {

  private static final double FS = 10_000;
  private static final double NOISE = 1e-9;
  private static final AnalysisPlan PLAN = AnalysisPlan.ofBand(FS, -4500, 4500);

  private static Spectrum spectrum(int from, int to, double density) {
    double[] psd = new double[1000];
    Arrays.fill(psd, NOISE);
    Arrays.fill(psd, from, to, density);
    return new Spectrum(psd, FS, 100, PLAN);
  }

  @Test
  void relatesTheExcessToTheNoiseInTheSameBand() {
    var signal =
        known(
            SignalToNoise.of(
                spectrum(450, 550, 11 * NOISE), NOISE, new OccupiedBandwidth(-500, 490, false)));

    assertThat(signal.power()).isCloseTo(10 * NOISE * 1000, within(1e-12));
    assertThat(signal.bandwidthHz()).isEqualTo(990);
    assertThat(signal.ratio()).isCloseTo(10 * 1000 / 990.0, within(1e-6));
  }

  @Test
  void sumsTheTargetAlone() {
    var signal = known(SignalToNoise.of(spectrum(450, 550, 11 * NOISE), NOISE, 205));

    assertThat(signal.power()).isCloseTo(10 * NOISE * 205, within(1e-15));
  }

  /// The noise of a 1 kHz band averages to √(10 Hz · 1000 Hz / 100) = 10 N0·Hz; 20 are asked for.
  @Test
  void isNothingBelowTwiceTheDeviationOfTheNoise() {
    assertThat(SignalToNoise.of(spectrum(450, 550, 1.019 * NOISE), NOISE, 1000)).isNull();
    assertThat(SignalToNoise.of(spectrum(450, 550, 1.021 * NOISE), NOISE, 1000)).isNotNull();
    assertThat(SignalToNoise.of(spectrum(450, 550, 0.5 * NOISE), NOISE, 1000)).isNull();
  }
}
