package io.heimdall.server.dsp;

import static io.heimdall.server.dsp.Known.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The carrier offset as the analyzer gives it, against the Cramér-Rao bound `√(6 / (C/N0 · T³)) /
/// 2π` of a tone of unknown phase and amplitude over a time T.
final class CarrierTest {

  /// More of them (`-DcarrierTrials=1000`) give sharper figures.
  private static final int TRIALS = Integer.getInteger("carrierTrials", 40);

  private static final double FS = 12_000;
  private static final double NOISE = 1e-10;
  private static final AnalysisPlan PLAN = AnalysisPlan.ofBand(FS, -5000, 5000);

  private static double bound(double cn0Dbhz, double seconds) {
    return Math.sqrt(6 / (Decibels.ratio(cn0Dbhz) * Math.pow(seconds, 3))) / (2 * Math.PI);
  }

  private static SignalMetrics.Offset assertCarrier(SignalMetrics metrics) {
    assertThat(metrics.offset().method()).isEqualTo(OffsetMethod.CARRIER);
    return metrics.offset();
  }

  /// With n trials a root mean square is known to 1/√(2n); what is allowed is the bound with the
  /// loss of the method (up to 6 %) and three such deviations.
  @ParameterizedTest
  @CsvSource({"20, 21", "40, 41", "60, 61", "80, 81"})
  void comesCloseToTheCramerRaoBound(double cn0Dbhz, long seed) {
    var random = new Random(seed);
    double squares = 0;
    double normalised = 0;
    for (int n = 0; n < TRIALS; n++) {
      double frequencyHz = 9000 * (random.nextDouble() - 0.5);
      var samples =
          new Signals(120_000, FS)
              .noise(NOISE, random)
              .tone(frequencyHz, Signals.amplitude(cn0Dbhz, NOISE), 6 * random.nextDouble());

      var offset = assertCarrier(samples.measure(PLAN));

      double error = known(offset.frequencyOffsetHz()) - frequencyHz;
      squares += error * error;
      normalised += Math.pow(error / known(offset.frequencyOffsetSigmaHz()), 2);
    }
    double ratio = Math.sqrt(squares / TRIALS) / bound(cn0Dbhz, 10);
    double calibration = Math.sqrt(normalised / TRIALS);
    System.out.printf(
        "C/N0 %.0f dB·Hz, 10 s, %d trials, seed %d: %.2f × bound, error ÷ sigma %.2f%n",
        cn0Dbhz, TRIALS, seed, ratio, calibration);
    double deviation = 3 / Math.sqrt(2.0 * TRIALS);
    assertThat(ratio).isLessThan(1.06 + deviation);
    assertThat(calibration).isCloseTo(0.95, within(0.1 + deviation));
  }

  @ParameterizedTest
  @CsvSource({"40, 1", "50, 2", "60, 3", "70, 4", "80, 5"})
  void isNotMovedByAPhaseCode(double cn0Dbhz, long seed) {
    var random = new Random(seed);
    double frequencyHz = 8 * (random.nextDouble() - 0.5);
    var samples =
        new Signals(120_000, FS)
            .secondsCode(Signals.amplitude(cn0Dbhz, NOISE), random)
            .shift(frequencyHz, 1)
            .noise(NOISE, random);

    var offset = assertCarrier(samples.measure(PLAN));

    assertThat(offset.frequencyOffsetHz()).isCloseTo(frequencyHz, within(0.01));
  }

  @Test
  void findsASignalThatAppearsLate() {
    var samples =
        new Signals(600_000, FS)
            .noise(NOISE, new Random(31))
            .tone(-2222.2, Signals.amplitude(45, NOISE), 0, 480_000, 600_000);

    var offset = assertCarrier(samples.measure(PLAN));

    assertThat(offset.frequencyOffsetHz()).isCloseTo(-2222.2, within(6 * bound(45, 10)));
  }

  @Test
  void findsASignalThatEndsEarly() {
    var samples =
        new Signals(600_000, FS)
            .noise(NOISE, new Random(32))
            .tone(1717.1, Signals.amplitude(45, NOISE), 0, 0, 120_000);

    var offset = assertCarrier(samples.measure(PLAN));

    assertThat(offset.frequencyOffsetHz()).isCloseTo(1717.1, within(6 * bound(45, 10)));
  }

  @Test
  void keepsThePhaseAcrossGaps() {
    double frequencyHz = 333.25;
    var samples =
        new Signals(240_000, FS)
            .noise(NOISE, new Random(33))
            .tone(frequencyHz, Signals.amplitude(45, NOISE), 0);
    var analyzer = new SignalAnalyzer(PLAN);
    samples.to(analyzer, 0, 61_234);
    analyzer.gap(20_011);
    samples.to(analyzer, 81_245, 150_000);
    analyzer.gap(17);
    samples.to(analyzer, 150_017, 240_000);

    var offset = assertCarrier(analyzer.finish(FS));

    assertThat(offset.frequencyOffsetHz()).isCloseTo(frequencyHz, within(6 * bound(45, 20)));
  }

  /// Ten minutes are 3,500 segments, which go through four mergers into at most 256 phasors.
  @Test
  void staysCloseToTheBoundInConstantMemory() {
    double frequencyHz = -1000.7;
    double cn0Dbhz = 30;
    var random = new Random(34);
    var analyzer = new SignalAnalyzer(PLAN);
    double amplitude = Signals.amplitude(cn0Dbhz, NOISE);
    int block = 60_000;
    int blocks = 120;
    for (int n = 0; n < blocks; n++) {
      double turns = frequencyHz * n * block / FS;
      new Signals(block, FS)
          .noise(NOISE, random)
          .tone(frequencyHz, amplitude, 2 * Math.PI * (turns - Math.floor(turns)))
          .to(analyzer);
    }

    var offset = assertCarrier(analyzer.finish(FS));

    assertThat(offset.frequencyOffsetHz()).isCloseTo(frequencyHz, within(4 * bound(cn0Dbhz, 600)));
    assertThat(offset.frequencyOffsetSigmaHz())
        .isBetween(0.7 * bound(cn0Dbhz, 600), 2 * bound(cn0Dbhz, 600));
  }

  /// A carrier through the ionosphere: its phase walks at random, by about a radian per second.
  @Test
  void givesTheMeanFrequencyOfAWanderingCarrier() {
    var random = new Random(35);
    int count = 720_000;
    var samples = new Signals(count, FS);
    double amplitude = Signals.amplitude(50, NOISE);
    double phase = 0;
    for (int n = 0; n < count; n++) {
      phase += random.nextGaussian() / Math.sqrt(FS);
      samples.i[n] = (float) (amplitude * Math.cos(phase));
      samples.q[n] = (float) (amplitude * Math.sin(phase));
    }

    var offset = assertCarrier(samples.shift(40.4, 0).noise(NOISE, random).measure(PLAN));

    assertThat(offset.frequencyOffsetHz())
        .isCloseTo(40.4 + phase / (2 * Math.PI * 60), within(0.02));
    assertThat(offset.frequencyOffsetSigmaHz()).isBetween(0.003, 0.1);
  }

  @Test
  void takesTheStrongerOfTwoCarriers() {
    var samples =
        new Signals(120_000, FS)
            .noise(NOISE, new Random(36))
            .tone(-3000.3, Signals.amplitude(50, NOISE), 0)
            .tone(4500.4, Signals.amplitude(53, NOISE), 0);

    var metrics = samples.measure(PLAN);

    assertThat(assertCarrier(metrics).frequencyOffsetHz()).isCloseTo(4500.4, within(0.001));
    assertThat(metrics.bandwidth().obwHz()).isCloseTo(7500, within(10.0));
  }

  @Test
  void interpolatesASingleSegment() {
    var random = new Random(37);
    for (double delta = -0.5; delta <= 0.5; delta += 0.1) {
      double frequencyHz = (100 + delta) * FS / 4096;
      var samples =
          new Signals(5000, FS)
              .noise(NOISE, random)
              .tone(frequencyHz, Signals.amplitude(60, NOISE), 0.3);

      var metrics = samples.measure(PLAN);

      assertThat(metrics.resolution().welchSegments()).isEqualTo(1);
      assertThat(assertCarrier(metrics).frequencyOffsetHz())
          .isCloseTo(frequencyHz, within(4 * known(metrics.offset().frequencyOffsetSigmaHz())));
    }
  }

  /// An amplitude-modulated carrier has as much power around it, but only it is coherent.
  @Test
  void findsTheCarrierAmongItsSidebands() {
    var random = new Random(38);
    int count = 120_000;
    double amplitude = Signals.amplitude(60, NOISE);
    var samples = new Signals(count, FS);
    double speech = 0;
    for (int n = 0; n < count; n++) {
      speech = 0.9 * speech + 0.2 * random.nextGaussian();
      samples.i[n] = (float) (amplitude * (1 + speech));
    }

    var offset = assertCarrier(samples.shift(-77.7, 0).noise(NOISE, random).measure(PLAN));

    assertThat(offset.frequencyOffsetHz()).isCloseTo(-77.7, within(0.01));
  }
}
