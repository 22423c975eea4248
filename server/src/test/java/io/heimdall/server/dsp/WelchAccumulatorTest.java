package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WelchAccumulatorTest {

  private static final double FS = 12_000;

  private final Signals samples =
      new Signals(20_000, FS).noise(1e-7, new Random(1)).tone(1234.5, 0.1, 0.3);

  private double[] psd(WelchAccumulator welch) {
    double[] psd = new double[welch.length()];
    welch.psd(FS, psd);
    return psd;
  }

  private double[] psdOf(int length, int from, int to) {
    var welch = new WelchAccumulator(length);
    welch.accept(samples.i, samples.q, from, to - from);
    return psd(welch);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 511, 512, 4096, 5000})
  void isTheSameForBlocksOfAnySize(int blockSize) {
    var welch = new WelchAccumulator(1024);

    for (int n = 0; n < samples.i.length; n += blockSize) {
      welch.accept(samples.i, samples.q, n, Math.min(blockSize, samples.i.length - n));
    }

    assertThat(welch.segments()).isEqualTo((20_000 - 1024) / 512 + 1);
    assertThat(psd(welch)).isEqualTo(psdOf(1024, 0, 20_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1024})
  void addsUpToTheMeanPower(int length) {
    double[] psd = psdOf(length, 0, 20_000);

    double power = 0;
    for (double density : psd) {
      power += density * FS / length;
    }

    assertThat(Decibels.of(power)).isCloseTo(Decibels.of(0.01 + 1e-7 * FS), within(0.02));
  }

  @Test
  void putsFrequenciesInRisingOrder() {
    double[] psd = psdOf(1000, 0, 20_000);

    int strongest = 0;
    for (int m = 0; m < psd.length; m++) {
      strongest = psd[m] > psd[strongest] ? m : strongest;
    }

    assertThat((strongest - 500) * FS / 1000).isCloseTo(1234.5, within(6.0));
  }

  @Test
  void neverLetsASegmentSpanAGap() {
    var welch = new WelchAccumulator(1024);
    List<Long> starts = new ArrayList<>();
    welch.listen((first, _, _) -> starts.add(first));

    welch.accept(samples.i, samples.q, 0, 2000);
    welch.gap(300);
    welch.accept(samples.i, samples.q, 2300, 1600);

    assertThat(starts).containsExactly(0L, 512L, 2300L, 2812L);
    assertThat(welch.pending()).isEqualTo(1600 - 1024);
    double[] first = psdOf(1024, 0, 2000);
    double[] second = psdOf(1024, 2300, 3900);
    double[] psd = psd(welch);
    for (int m = 0; m < psd.length; m++) {
      assertThat(psd[m]).isCloseTo((first[m] + second[m]) / 2, within(1e-12 * psd[m]));
    }
  }

  @Test
  void startsOverAfterAReset() {
    var welch = new WelchAccumulator(1024);
    welch.accept(samples.i, samples.q, 5000, 3000);

    welch.reset();
    welch.accept(samples.i, samples.q, 0, 20_000);

    assertThat(psd(welch)).isEqualTo(psdOf(1024, 0, 20_000));
  }

  @Test
  void isZeroBeforeTheFirstSegment() {
    var welch = new WelchAccumulator(1024);
    welch.accept(samples.i, samples.q, 0, 1023);

    assertThat(welch.segments()).isZero();
    assertThat(welch.effectiveSegments()).isZero();
    assertThat(psd(welch)).containsOnly(0);
  }

  @Test
  void averagesLikeItsEffectiveNumberOfSegments() {
    long seed = 20_260_821;
    System.out.println("averagesLikeItsEffectiveNumberOfSegments seed " + seed);
    var noise = new Signals(300_000, FS).noise(1e-6, new Random(seed));
    var welch = new WelchAccumulator(256);
    welch.accept(noise.i, noise.q, 0, noise.i.length);

    double mean = 0;
    double square = 0;
    for (double density : psd(welch)) {
      mean += density / 256;
      square += density * density / 256;
    }
    double relativeVariance = square / (mean * mean) - 1;

    // 256 correlated bins give the variance to √(2 · 1.94 / 256) = 12 %; three times that.
    assertThat(relativeVariance * welch.effectiveSegments()).isCloseTo(1, within(0.37));
    assertThat(mean).isCloseTo(1e-6, within(1e-8));
  }
}
