package io.heimdall.server.iq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StampFitTest {

  private static final double NOMINAL_HZ = 12_000;
  private static final double TRUE_HZ = 12_001.144970001;
  private static final long START = 1_790_000_000_123_456_789L;
  private static final int FRAME = 512;
  private static final long MILLISECOND = 1_000_000;

  private final StampFit fit = new StampFit(NOMINAL_HZ);

  @Test
  void findsRateAndTimeOfNoisyStamps() {
    var random = new Random(7);
    for (int n = 0; n < 700; n++) {
      long jitter = Math.round(random.nextGaussian() * 75);
      assertThat(fit.add(index(n), trueTime(index(n)) + jitter, 4)).isTrue();
    }

    SampleAnchor anchor = fit.anchorAt(0);

    // 75 ns over 30 s and 700 stamps leave the slope some 1e-9 of error and the ends some 6 ns.
    assertThat(anchor.sampleRateHz()).isCloseTo(TRUE_HZ, within(1e-4));
    assertThat(anchor.utcNanos()).isCloseTo(START, within(30L));
    assertThat(anchor.timingClass()).isEqualTo(TimingClass.GPS_FIT);
    assertThat(anchor.residualRmsNanos()).isBetween(65L, 85L);
    assertThat(anchor.residualMaxNanos()).isBetween(150L, 500L);
    assertThat(anchor.maxFixAgeSeconds()).isEqualTo(4);
    assertThat(anchor.uncertaintyNanos()).isBetween(10_000L, 11_000L);
  }

  @Test
  void staysExactOverADay() {
    feed(0, 20, 0);
    long last = 0;
    for (long n = index(20); n < 86_400 * TRUE_HZ; n += index(20)) {
      assertThat(fit.add(n, trueTime(n), 1)).isTrue();
      last = n;
    }

    assertThat(fit.anchorAt(last).utcNanos()).isCloseTo(trueTime(last), within(1L));
    assertThat(fit.anchorAt(last).sampleRateHz()).isCloseTo(TRUE_HZ, within(1e-6));
    assertThat(fit.anchorAt(last).residualRmsNanos()).isLessThanOrEqualTo(1);
    assertThat(fit.anchorAt(0).utcNanos()).isCloseTo(START, within(1L));
  }

  @Test
  void followsADriftingClock() {
    // 0.02 ppm per minute, an hour long: a line over all of it would miss by milliseconds.
    double driftPerSecond = 0.02e-6 / 60;
    long frames = (long) (3_600 * NOMINAL_HZ / FRAME);
    long last = 0;
    long lastTime = 0;
    for (long n = 0; n < frames; n++) {
      double seconds = index(n) / NOMINAL_HZ;
      last = index(n);
      lastTime = START + Math.round((seconds + driftPerSecond * seconds * seconds / 2) * 1e9);
      assertThat(fit.add(last, lastTime, 1)).isTrue();
    }

    assertThat(fit.anchorAt(last).utcNanos()).isCloseTo(lastTime, within(2_000L));
    assertThat(fit.anchorAt(last).timingClass()).isEqualTo(TimingClass.GPS_FIT);
  }

  @Test
  void keepsToTheLineAcrossLostSamples() {
    feed(0, 100, 0);
    feed(10_000, 10_100, 0);

    assertThat(fit.anchorAt(index(10_050)).utcNanos())
        .isCloseTo(trueTime(index(10_050)), within(50L));
    assertThat(fit.anchorAt(0).utcNanos()).isCloseTo(START, within(50L));
  }

  @Test
  void doesNotUseAStampFarOffTheLine() {
    feed(0, 100, 0);

    assertThat(fit.add(index(100), trueTime(index(100)) + MILLISECOND, 1)).isFalse();
    assertThat(fit.samplesOff(index(100), trueTime(index(100)) + MILLISECOND))
        .isCloseTo(12, within(0.1));

    feed(101, 200, 0);
    assertThat(fit.anchorAt(0).utcNanos()).isCloseTo(START, within(50L));
    assertThat(fit.anchorAt(0).timingClass()).isEqualTo(TimingClass.GPS_FIT);
  }

  @Test
  void getsOverStaleFirstStamps() {
    fit.add(index(0), trueTime(index(0)) - 3_600_000 * MILLISECOND, 4);
    fit.add(index(1), trueTime(index(1)) - 11_000 * MILLISECOND, 4);
    feed(2, 100, 0);

    SampleAnchor anchor = fit.anchorAt(0);

    assertThat(anchor.utcNanos()).isCloseTo(START, within(50L));
    assertThat(anchor.timingClass()).isEqualTo(TimingClass.GPS_FIT);
  }

  @Test
  void followsAClockThatWasSetButSaysSo() {
    long step = 3 * MILLISECOND;
    feed(0, 200, 0);
    feed(200, 400, step);

    SampleAnchor anchor = fit.anchorAt(index(399));

    assertThat(anchor.utcNanos()).isCloseTo(trueTime(index(399)) + step, within(50L));
    assertThat(anchor.timingClass()).isEqualTo(TimingClass.GPS_STALE);
    assertThat(anchor.uncertaintyNanos()).isGreaterThan(step - 1_000);
  }

  @Test
  void callsAnOldFixStale() {
    for (int n = 0; n < 100; n++) {
      fit.add(index(n), trueTime(index(n)), 31);
    }

    assertThat(fit.anchorAt(0).timingClass()).isEqualTo(TimingClass.GPS_STALE);
    assertThat(fit.anchorAt(0).uncertaintyNanos()).isGreaterThan(30_000);
    assertThat(fit.anchorAt(0).maxFixAgeSeconds()).isEqualTo(31);
  }

  @Test
  void callsTimesLongAfterTheLastStampStale() {
    feed(0, 100, 0);

    assertThat(fit.anchorAt(index(100) + 20 * 12_000L).timingClass())
        .isEqualTo(TimingClass.GPS_FIT);
    assertThat(fit.anchorAt(index(100) + 40 * 12_000L).timingClass())
        .isEqualTo(TimingClass.GPS_STALE);
  }

  @Test
  void callsScatteredStampsStale() {
    var random = new Random(11);
    for (int n = 0; n < 200; n++) {
      fit.add(index(n), trueTime(index(n)) + Math.round(random.nextGaussian() * 10_000), 1);
    }

    assertThat(fit.anchorAt(0).timingClass()).isEqualTo(TimingClass.GPS_STALE);
    assertThat(fit.anchorAt(0).residualRmsNanos()).isBetween(8_000L, 12_000L);
  }

  @Test
  void datesByTheEarliestArrivalWithoutStamps() {
    var random = new Random(3);
    for (int n = 1; n <= 500; n++) {
      long late = 20 * MILLISECOND + (long) (random.nextDouble() * 80 * MILLISECOND);
      fit.addArrival(index(n), nominalTime(index(n)) + late);
    }

    SampleAnchor anchor = fit.anchorAt(0);

    assertThat(anchor.timingClass()).isEqualTo(TimingClass.HOST_ARRIVAL);
    assertThat(anchor.sampleRateHz()).isEqualTo(NOMINAL_HZ);
    assertThat(anchor.utcNanos() - START).isBetween(20 * MILLISECOND, 22 * MILLISECOND);
    assertThat(anchor.uncertaintyNanos()).isGreaterThanOrEqualTo(50 * MILLISECOND);
    assertThat(anchor.maxFixAgeSeconds()).isEqualTo(-1);
  }

  @Test
  void prefersArrivalsToTooFewStamps() {
    fit.addArrival(index(1), START);
    feed(0, 3, 0);

    assertThat(fit.anchorAt(0).timingClass()).isEqualTo(TimingClass.HOST_ARRIVAL);
  }

  @Test
  void takesAFewStampsWhereThereIsNothingElse() {
    feed(0, 3, 0);

    SampleAnchor anchor = fit.anchorAt(0);

    assertThat(anchor.timingClass()).isEqualTo(TimingClass.GPS_STALE);
    assertThat(anchor.uncertaintyNanos()).isGreaterThan(80_000);
  }

  @Test
  void refusesToDateWithNothingKnown() {
    assertThat(fit.samplesOff(0, START)).isNaN();
    assertThatThrownBy(() -> fit.anchorAt(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesARateThatIsNone() {
    assertThatThrownBy(() -> new StampFit(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StampFit(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }

  private void feed(int first, int end, long lateNanos) {
    for (int n = first; n < end; n++) {
      fit.add(index(n), trueTime(index(n)) + lateNanos, 1);
    }
  }

  private static long index(long frame) {
    return frame * FRAME;
  }

  private static long trueTime(long index) {
    return START
        + new BigDecimal(index)
            .multiply(BigDecimal.valueOf(1e9))
            .divide(BigDecimal.valueOf(TRUE_HZ), MathContext.DECIMAL64)
            .longValue();
  }

  private static long nominalTime(long index) {
    return START + Math.round(index / NOMINAL_HZ * 1e9);
  }
}
