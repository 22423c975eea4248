package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CentroidTest {

  private static final double FS = 10_000;
  private static final AnalysisPlan PLAN = AnalysisPlan.ofBand(FS, -4500, 4500);

  @Test
  void isTheMiddleOfAFlatSignal() {
    double[] psd = new double[1000];
    Arrays.fill(psd, 1e-9);
    Arrays.fill(psd, 510, 611, 1e-6);

    var centroid = Centroid.of(new Spectrum(psd, FS, 100, PLAN), 1e-9, 95, 1105);

    assertThat(centroid.frequencyHz()).isCloseTo(600, within(1e-6));
    assertThat(centroid.sigmaHz()).isPositive();
  }

  @Test
  void knowsItsOwnDeviation() {
    long seed = 9;
    System.out.println("knowsItsOwnDeviation seed " + seed);
    var random = new Random(seed);
    double squares = 0;
    int trials = 200;
    for (int n = 0; n < trials; n++) {
      var samples = new Signals(20_000, FS).noise(1e-9, random);
      var welch = new WelchAccumulator(512);
      welch.accept(samples.i, samples.q, 0, samples.i.length);
      double[] psd = new double[512];
      welch.psd(FS, psd);
      var spectrum = new Spectrum(psd, FS, welch.effectiveSegments(), PLAN);

      var centroid = Centroid.of(spectrum, 0, -1000, 1000);

      squares += Math.pow(centroid.frequencyHz() / centroid.sigmaHz(), 2);
    }

    // A mean of 200 squares has a deviation of 10 %; the bound leaves room for the edges.
    assertThat(Math.sqrt(squares / trials)).isCloseTo(1, within(0.2));
  }
}
