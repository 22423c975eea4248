package io.heimdall.server.dsp;

import static io.heimdall.server.dsp.Known.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OccupiedBandwidthTest {

  private static final double FS = 10_000;
  private static final int LENGTH = 1000;
  private static final double NOISE = 1e-9;
  private static final AnalysisPlan PLAN = AnalysisPlan.ofBand(FS, -4500, 4500);

  private static Spectrum flat(int from, int to, double density) {
    double[] psd = new double[LENGTH];
    Arrays.fill(psd, NOISE);
    Arrays.fill(psd, from, to, density);
    return new Spectrum(psd, FS, 100, PLAN);
  }

  @Test
  void takesNinetyNinePerCentOfAFlatBand() {
    var band = known(OccupiedBandwidth.of(flat(500, 600, 1e-6), NOISE));

    assertThat(band.widthHz()).isCloseTo(990, within(1e-6));
    assertThat(band.lowHz()).isCloseTo(-5 + 5, within(1e-6));
    assertThat(band.highHz()).isCloseTo(995 - 5, within(1e-6));
    assertThat(band.truncated()).isFalse();
  }

  @Test
  void interpolatesWithinABin() {
    var band = known(OccupiedBandwidth.of(flat(700, 701, 1e-6), NOISE));

    assertThat(band.lowHz()).isCloseTo(1995.05, within(1e-6));
    assertThat(band.highHz()).isCloseTo(2004.95, within(1e-6));
  }

  @Test
  void saysWhenTheSignalMayBeWiderThanTheBand() {
    var band = known(OccupiedBandwidth.of(flat(800, 1000, 1e-6), NOISE));

    assertThat(band.truncated()).isTrue();
  }

  @Test
  void isNothingInNoise() {
    assertThat(OccupiedBandwidth.of(flat(0, 0, 0), NOISE)).isNull();
  }

  /// 1 kHz of noise in noise, at a ratio where the plain definition would give most of the band.
  @ParameterizedTest
  @ValueSource(doubles = {5, 10, 20})
  void isNotWidenedByTheNoiseAround(double snrDb) {
    long seed = 44;
    System.out.println("isNotWidenedByTheNoiseAround seed " + seed);
    var random = new Random(seed);
    double[] psd = new double[LENGTH];
    for (int m = 0; m < LENGTH; m++) {
      double mean = m >= 450 && m < 550 ? NOISE * (1 + Decibels.ratio(snrDb)) : NOISE;
      psd[m] = mean * (1 + random.nextGaussian() / 10);
    }
    var spectrum = new Spectrum(psd, FS, 100, PLAN);

    var band = known(OccupiedBandwidth.of(spectrum, NOISE));
    var plain = known(OccupiedBandwidth.of(spectrum, 0, 0));

    assertThat(band.widthHz()).isCloseTo(990, within(25.0));
    assertThat(plain.widthHz()).isGreaterThan(1.5 * 990);
  }
}
