package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SpectrumTest {

  private static final double FS = 12_000;
  private static final double ROUNDING = 2.0 / 12 / 32768 / 32768 / FS;

  private static double[] psd(int length, double density) {
    double[] psd = new double[length];
    Arrays.fill(psd, density);
    return psd;
  }

  @Test
  void countsTheBinsOfTheBand() {
    var spectrum = new Spectrum(psd(1200, 1e-9), FS, 10, AnalysisPlan.ofBand(FS, -2995, 1000));

    assertThat(spectrum.frequencyHz(spectrum.low())).isCloseTo(-2990, within(1e-9));
    assertThat(spectrum.frequencyHz(spectrum.high())).isCloseTo(1000, within(1e-9));
    assertThat(spectrum.counted(new double[1200])).isEqualTo(400);
    assertThat(spectrum.binOf(0)).isEqualTo(600);
    assertThat(spectrum.signedBin(spectrum.low())).isEqualTo(-299);
  }

  @Test
  void leavesTheReceiversOwnOffsetOut() {
    var spectrum =
        new Spectrum(psd(1200, 1e-9), FS, 10, AnalysisPlan.ofBand(FS, -100, 100).withoutDc());

    assertThat(spectrum.counted(new double[1200])).isEqualTo(21 - 3);
    assertThat(spectrum.counts(599)).isFalse();
    assertThat(spectrum.counts(602)).isTrue();
  }

  @Test
  void drawsTheBandInWhereThereIsNothingButRounding() {
    double[] psd = psd(1024, ROUNDING);
    Arrays.fill(psd, 300, 700, 1e-9);

    var spectrum =
        new Spectrum(psd, FS, 10, AnalysisPlan.ofBand(FS, -5000, 5000)).withoutRounding();

    assertThat(spectrum.low()).isBetween(300 - 8, 300);
    assertThat(spectrum.high()).isBetween(699, 699 + 8);
  }

  @Test
  void keepsABandThatIsAllRounding() {
    var plan = AnalysisPlan.ofBand(FS, -5000, 5000);
    var whole = new Spectrum(psd(1024, ROUNDING), FS, 10, plan);

    var spectrum = new Spectrum(psd(1024, ROUNDING), FS, 10, plan).withoutRounding();

    assertThat(spectrum.low()).isEqualTo(whole.low());
    assertThat(spectrum.high()).isEqualTo(whole.high());
  }

  @Test
  void searchesTheTargetOnly() {
    double[] psd = psd(1200, 1e-9);
    psd[600 + 200] = 1;
    psd[600 + 10] = 1e-3;
    var plan = AnalysisPlan.ofBand(FS, -5000, 5000);

    assertThat(new Spectrum(psd, FS, 10, plan).strongestSearched()).isEqualTo(800);
    assertThat(new Spectrum(psd, FS, 10, plan.withTarget(500)).strongestSearched()).isEqualTo(610);
    assertThat(new Spectrum(psd, FS, 10, plan.withTarget(1).withoutDc()).strongestSearched())
        .isEqualTo(-1);
  }

  @Test
  void keepsQuietBinsAwayFromLoudOnes() {
    double[] psd = psd(1200, 1e-9);
    psd[600] = 1e-6;
    psd[620] = 1e-6;
    var spectrum = new Spectrum(psd, FS, 10, AnalysisPlan.ofBand(FS, -500, 500));
    double[] quiet = new double[1200];

    // 8 bins on either side of each, and the 3 between their surroundings are quiet.
    assertThat(spectrum.quiet(1e-8, quiet)).isEqualTo(101 - 2 * 17);
    assertThat(quiet).startsWith(1e-9).doesNotContain(1e-6);
    assertThat(spectrum.quiet(1e-5, quiet)).isEqualTo(101);
    assertThat(spectrum.quiet(1e-10, quiet)).isZero();
  }
}
