package io.heimdall.server.dsp;

import static io.heimdall.server.dsp.Known.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignalAnalyzerTest {

  private static final double FS = 12_000;
  private static final double NOISE = 1e-9;
  private static final AnalysisPlan PLAN = AnalysisPlan.ofBand(FS, -5000, 5000);

  private static Signals carrier(int count, double cn0Dbhz, double frequencyHz, long seed) {
    return new Signals(count, FS)
        .noise(NOISE, new Random(seed))
        .tone(frequencyHz, Signals.amplitude(cn0Dbhz, NOISE), 0.7);
  }

  private static void assertNothingMeasured(SignalMetrics metrics) {
    assertThat(metrics.noise()).isEqualTo(new SignalMetrics.Noise(null, null, null, null));
    assertThat(metrics.signal())
        .isEqualTo(new SignalMetrics.Signal(false, 2500, null, null, null, null, null, null));
    assertThat(metrics.bandwidth()).isEqualTo(new SignalMetrics.Bandwidth(null, null, null, null));
    assertThat(metrics.offset()).isEqualTo(new SignalMetrics.Offset(null, null, OffsetMethod.NONE));
  }

  @ParameterizedTest
  @CsvSource({"30, 4100", "50, -1234.5", "70, 0"})
  void measuresACarrierInNoise(double cn0Dbhz, double frequencyHz) {
    var metrics = carrier(120_000, cn0Dbhz, frequencyHz, 1).measure(PLAN);

    var signal = metrics.signal();
    assertThat(signal.detected()).isTrue();
    assertThat(signal.cn0Dbhz()).isCloseTo(cn0Dbhz, within(0.2));
    assertThat(signal.snrRefDb()).isCloseTo(cn0Dbhz - Decibels.of(2500), within(0.2));
    assertThat(signal.snrDb())
        .isCloseTo(
            known(signal.cn0Dbhz()) - Decibels.of(known(signal.signalBandwidthHz())), within(1e-9));
    assertThat(signal.snrDb())
        .isCloseTo(known(signal.signalPowerDbfs()) - known(signal.noisePowerDbfs()), within(1e-9));
    assertThat(metrics.noise().noiseFloorDbfsPerHz()).isCloseTo(-90, within(0.05));
    assertThat(metrics.noise().floorValid()).isTrue();
    assertThat(metrics.bandwidth().obwHz()).isBetween(5.0, 15.0);
    assertThat(metrics.offset().method()).isEqualTo(OffsetMethod.CARRIER);
    assertThat(metrics.offset().frequencyOffsetHz()).isCloseTo(frequencyHz, within(0.003));
    assertThat(metrics.resolution().welchLength()).isEqualTo(4096);
    assertThat(metrics.resolution().welchSegments()).isEqualTo((120_000 - 4096) / 2048 + 1);
    assertThat(metrics.resolution().resolutionHz()).isCloseTo(FS / 4096, within(1e-9));
  }

  @Test
  void scalesFrequenciesByTheMeasuredRate() {
    var samples = carrier(120_000, 60, 3000, 2);
    var analyzer = new SignalAnalyzer(PLAN);
    samples.to(analyzer);

    var metrics = analyzer.finish(FS * (1 + 1e-4));

    assertThat(metrics.offset().frequencyOffsetHz()).isCloseTo(3000.3, within(1e-3));
    assertThat(metrics.signal().cn0Dbhz()).isCloseTo(60, within(0.1));
  }

  /// The code's sidebands take a tenth of the band and hold 4 % of the power.
  @ParameterizedTest
  @ValueSource(doubles = {55, 70})
  void countsSidebandsToTheSignalAndNotToTheNoise(double cn0Dbhz) {
    var random = new Random(20);
    double amplitude = Signals.amplitude(cn0Dbhz, NOISE);
    var samples = new Signals(120_000, FS);
    double phase = 0;
    double towards = 0;
    for (int n = 0; n < 120_000; n++) {
      towards = n % 36 == 0 ? (random.nextBoolean() ? 0.22 : -0.22) : towards;
      phase += (towards - phase) / 12;
      samples.i[n] = (float) (amplitude * Math.cos(phase));
      samples.q[n] = (float) (amplitude * Math.sin(phase));
    }

    var metrics = samples.shift(100.35, 0).noise(NOISE, random).measure(PLAN);

    assertThat(metrics.signal().cn0Dbhz()).isCloseTo(cn0Dbhz, within(0.12));
    assertThat(metrics.noise().noiseFloorDbfsPerHz()).isCloseTo(-90, within(0.12));
    assertThat(metrics.offset().frequencyOffsetHz()).isCloseTo(100.35, within(0.02));
  }

  @Test
  void detectsNothingInNoise() {
    int detected = 0;
    for (long seed = 100; seed < 140; seed++) {
      var metrics = new Signals(60_000, FS).noise(NOISE, new Random(seed)).measure(PLAN);
      detected += metrics.signal().detected() ? 1 : 0;
      assertThat(metrics.noise().noiseFloorDbfsPerHz()).isCloseTo(-90, within(0.1));
      assertThat(metrics.offset().method() == OffsetMethod.NONE)
          .isEqualTo(!metrics.signal().detected());
    }

    // One in 200 recordings of noise may have a bin that stands out.
    assertThat(detected).isLessThanOrEqualTo(2);
  }

  @Test
  void givesTheCentroidOfASignalWithoutACarrier() {
    var random = new Random(3);
    var wide = new Signals(120_000, FS).noise(1e-7, random);
    float[] slowI = new float[120_000];
    float[] slowQ = new float[120_000];
    for (int n = 60; n < 120_000; n++) {
      slowI[n] = slowI[n - 1] * 0.9f + wide.i[n];
      slowQ[n] = slowQ[n - 1] * 0.9f + wide.q[n];
    }
    var samples = new Signals(120_000, FS).noise(1e-11, random);
    for (int n = 0; n < 120_000; n++) {
      samples.i[n] += slowI[n];
      samples.q[n] += slowQ[n];
    }

    var offset = samples.shift(-500, 0).measure(AnalysisPlan.ofBand(FS, -6000, 6000)).offset();

    assertThat(offset.method()).isEqualTo(OffsetMethod.CENTROID);
    assertThat(offset.frequencyOffsetHz()).isCloseTo(-500, within(100.0));
    assertThat(offset.frequencyOffsetSigmaHz()).isBetween(1.0, 50.0);
  }

  @Test
  void looksAtTheTargetWhenThereIsOne() {
    var samples = carrier(120_000, 50, 20, 4).tone(3000, Signals.amplitude(70, NOISE), 0);

    var metrics = samples.measure(PLAN.withTarget(200));

    assertThat(metrics.signal().signalBandwidthHz()).isEqualTo(200);
    assertThat(metrics.signal().cn0Dbhz()).isCloseTo(50, within(0.2));
    assertThat(metrics.offset().frequencyOffsetHz()).isCloseTo(20, within(0.01));
  }

  @Test
  void leavesTheReceiversOwnOffsetOut() {
    var samples = carrier(120_000, 50, 1500, 5).tone(0, Signals.amplitude(80, NOISE), 0);

    var metrics = samples.measure(PLAN.withoutDc());

    assertThat(metrics.offset().frequencyOffsetHz()).isCloseTo(1500, within(0.01));
    assertThat(metrics.level().dcI()).isCloseTo(Signals.amplitude(80, NOISE), within(1e-3));
  }

  @Test
  void looksInsideTheReceiversBandOnly() {
    var samples = carrier(120_000, 50, -200, 6).tone(4000, Signals.amplitude(80, NOISE), 0);

    var metrics = samples.measure(AnalysisPlan.ofBand(FS, -3000, 3000));

    assertThat(metrics.offset().frequencyOffsetHz()).isCloseTo(-200, within(0.01));
    assertThat(metrics.signal().cn0Dbhz()).isCloseTo(50, within(0.2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 100, 4095, 4096, 5000, 125_000})
  void hasNothingToSayAboutSilence(int count) {
    var metrics = new Signals(count, FS).measure(PLAN);

    assertNothingMeasured(metrics);
    assertThat(metrics.level().samples()).isEqualTo(count);
    assertThat(metrics.level().totalPowerDbfs()).isNull();
  }

  @Test
  void hasNothingToSayAboutWhatIsNotANumber() {
    var samples = carrier(20_000, 50, 100, 7);
    samples.i[7000] = Float.NaN;
    assertNothingMeasured(samples.measure(PLAN));

    samples.i[7000] = Float.POSITIVE_INFINITY;
    assertNothingMeasured(samples.measure(PLAN));
  }

  @Test
  void measuresAConstant() {
    var samples = new Signals(50_000, FS);
    Arrays.fill(samples.i, 0.25f);

    var metrics = samples.measure(PLAN);

    assertThat(metrics.level().totalPowerDbfs()).isCloseTo(Decibels.of(0.0625), within(1e-9));
    assertThat(metrics.level().crestDb()).isCloseTo(0, within(1e-9));
    assertFinite(metrics);
  }

  @Test
  void measuresAClippedCarrier() {
    var metrics =
        new Signals(60_000, FS).noise(1e-8, new Random(8)).tone(777, 1.5, 0).int16().measure(PLAN);

    assertThat(metrics.level().clipFraction()).isGreaterThan(0.5);
    assertThat(metrics.level().peakDbfs()).isCloseTo(Decibels.of(2), within(0.01));
    assertThat(metrics.offset().frequencyOffsetHz()).isCloseTo(777, within(0.001));
    assertFinite(metrics);
  }

  /// Noise of ± one step, as a receiver without antenna gives.
  @Test
  void measuresRoundingNoise() {
    var samples = new Signals(60_000, FS).noise(1e-13, new Random(9)).int16();

    assertFinite(samples.measure(PLAN));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 17, 63, 64, 100, 500, 1000, 4000, 4096, 5000, 6144, 9000})
  void measuresShortRecordings(int count) {
    var metrics = carrier(count, 75, 1000, count).measure(PLAN);

    assertThat(metrics.resolution().welchSegments()).isPositive();
    assertFinite(metrics);
    if (count >= 100) {
      assertThat(metrics.signal().cn0Dbhz()).isCloseTo(75, within(1.5));
      assertThat(metrics.offset().frequencyOffsetHz())
          .isCloseTo(
              1000, within(Math.max(6 * known(metrics.offset().frequencyOffsetSigmaHz()), 1e-3)));
    }
  }

  @Test
  void usesEveryRunOfARecordingInPieces() {
    var samples = carrier(60_000, 65, -321, 10);
    var analyzer = new SignalAnalyzer(PLAN);
    for (int n = 0; n < 60_000; n += 3000) {
      samples.to(analyzer, n, n + 2000);
      analyzer.gap(1000);
    }

    var metrics = analyzer.finish(FS);

    assertThat(metrics.resolution().welchLength()).isEqualTo(1024);
    assertThat(metrics.resolution().welchSegments()).isEqualTo(20 * 2);
    assertThat(metrics.signal().cn0Dbhz()).isCloseTo(65, within(0.3));
    assertThat(metrics.offset().frequencyOffsetHz()).isCloseTo(-321, within(0.01));
  }

  /// What is allowed are the few results of fits while phasors are merged.
  @Test
  void allocatesNextToNothingWhileSamplesPass() {
    var samples = carrier(60_000, 60, 250, 13);
    var analyzer = new SignalAnalyzer(PLAN);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    samples.to(analyzer);

    long before = threads.getCurrentThreadAllocatedBytes();
    for (int n = 0; n < 20; n++) {
      samples.to(analyzer);
      analyzer.gap(100);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).isLessThan(4096);
  }

  @Test
  void showsTheSnrWhileItRuns() {
    var samples = carrier(60_000, 60, 250, 11);
    var analyzer = new SignalAnalyzer(PLAN);
    assertThat(analyzer.liveSnrDb()).isEmpty();

    samples.to(analyzer, 0, 30_000);
    assertThat(analyzer.liveSnrDb().orElseThrow()).isCloseTo(50.5, within(1.5));

    samples.to(analyzer, 30_000, 60_000);
    double live = analyzer.liveSnrDb().orElseThrow();
    assertThat(live).isCloseTo(analyzer.finish(FS).signal().snrDb(), within(1e-9));
  }

  @Test
  void showsNoSnrOfNoiseOrSilence() {
    var quiet = new SignalAnalyzer(PLAN);
    new Signals(20_000, FS).to(quiet);
    var noisy = new SignalAnalyzer(PLAN);
    new Signals(20_000, FS).noise(NOISE, new Random(12)).to(noisy);

    assertThat(quiet.liveSnrDb()).isEmpty();
    assertThat(noisy.liveSnrDb()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 64",
    "100, 64",
    "8000, 2048",
    "12000, 4096",
    "20250, 8192",
    "48000, 16384",
    "250000, 65536",
    "2000000, 65536",
    "1e12, 65536"
  })
  void choosesSegmentsOfAThirdOfASecond(double sampleRateHz, int length) {
    assertThat(SignalAnalyzer.segmentLength(sampleRateHz)).isEqualTo(length);
  }

  @Test
  void refusesNonsense() {
    var analyzer = new SignalAnalyzer(PLAN);

    assertThatThrownBy(() -> analyzer.accept(new float[4], new float[3], 0, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> analyzer.gap(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> analyzer.finish(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> analyzer.finish(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertFinite(SignalMetrics metrics) {
    assertThat(metrics.toString()).doesNotContain("NaN").doesNotContain("Infinity");
  }
}
