package io.heimdall.server.simulator.signal;

import static io.heimdall.server.simulator.signal.SampleBlock.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticSignalTest {

  private static final Epoch EPOCH = new Epoch(1_800_000_000L, 0.4);
  private static final long SEED = 7;
  private static final double CENTRE_HZ = 7_040_000;
  private static final double OFFSET_HZ = 100.35;
  private static final int SECONDS = 10;

  private static Site site(int id) {
    return Site.network(7, SEED).get(id - 1);
  }

  private static SyntheticSignal signal(int id) {
    return new SyntheticSignal(site(id), Emitter.DEFAULT, SEED);
  }

  private static Received receive(SyntheticSignal signal, Tuner tuner) {
    FrameSource source = signal.frames();
    return Received.of(source, EPOCH, source.begin(EPOCH), tuner, SECONDS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void hasTheStatedLevelNoiseAndCarrierToNoise(int id) {
    SyntheticSignal signal = signal(id);
    Truth.Levels levels = signal.truth().levels().orElseThrow();

    Received received = receive(signal, Tuner.to(CENTRE_HZ));

    // The code fills some 400 Hz around the carrier; 1 kHz on either side holds all of it.
    double noise = received.densityOutside(OFFSET_HZ, 1_000);
    double power = received.powerWithin(OFFSET_HZ, 1_000) - 2_000 * noise;
    assertThat(db(noise)).isCloseTo(levels.noiseDbfsPerHz(), within(0.1));
    assertThat(db(power)).isCloseTo(levels.signalDbfs(), within(0.1));
    assertThat(db(power / noise)).isCloseTo(levels.carrierToNoiseDbHz(), within(0.2));
  }

  @Test
  void statesLevelsInDbmThatFitTheGain() {
    Truth.Levels levels = signal(1).truth().levels().orElseThrow();

    // (100 − 50) − 78.27 − 13
    assertThat(levels.signalDbm() - levels.signalDbfs()).isCloseTo(-41.27, within(1e-9));
    assertThat(levels.noiseDbmPerHz() - levels.noiseDbfsPerHz()).isCloseTo(-41.27, within(1e-9));
  }

  @Test
  void followsTheManualGain() {
    Received at50 = receive(signal(4), Tuner.to(CENTRE_HZ));
    Received at30 = receive(signal(4), new Tuner(CENTRE_HZ, -5000, 5000, 30, false));

    assertThat(db(at50.meanPower()) - db(at30.meanPower())).isCloseTo(20, within(0.05));
  }

  @Test
  void putsTheCarrierAtItsFrequencyByTheTrueClock() {
    Received received = receive(signal(4), Tuner.to(CENTRE_HZ));

    assertThat(received.carrierFrequency(OFFSET_HZ)).isCloseTo(OFFSET_HZ, within(2e-3));
  }

  @Test
  void arrivesLateByTheWayFromTheEmitter() {
    for (int id : List.of(1, 2, 3, 4)) {
      Received received = receive(signal(id), Tuner.to(CENTRE_HZ));

      double delay = received.codeDelaySeconds(OFFSET_HZ);

      double truth = site(id).place().delaySecondsTo(Emitter.DEFAULT.place());
      assertThat(delay * 1e6).as("receiver %d", id).isCloseTo(truth * 1e6, within(6.0));
    }
  }

  @Test
  void keepsThePhaseOfTheTrueInstantOfEverySample() {
    // No noise to speak of, so that every sample can be compared.
    var quiet = new Site(1, "Quiet", "", new Place(52, 5), 94.6, -200, 140, 0, 0.0123);
    var signal = new SyntheticSignal(quiet, Emitter.DEFAULT, SEED);
    double delay = quiet.place().delaySecondsTo(Emitter.DEFAULT.place());

    Received received = receive(signal, Tuner.to(CENTRE_HZ));

    double worst = 0;
    for (int n = 0; n < received.count(); n++) {
      double at = received.seconds(n);
      double emitted = at - delay;
      double expected =
          2 * Math.PI * (OFFSET_HZ * at - Emitter.DEFAULT.frequencyHz() * delay)
              + PhaseCode.DEVIATION_RAD * PhaseCode.valueAt(emitted - Math.floor(emitted));
      double error = Math.IEEEremainder(received.phase(n) - expected, 2 * Math.PI);
      worst = Math.max(worst, Math.abs(error));
    }
    // Half a step of the quantiser at an amplitude of some 3000 steps.
    assertThat(worst).isLessThan(5e-4);
  }

  @Test
  void movesTheCarrierWhenRetuned() {
    Received received = receive(signal(4), Tuner.to(CENTRE_HZ + 1_500));

    assertThat(received.carrierFrequency(OFFSET_HZ - 1_500))
        .isCloseTo(OFFSET_HZ - 1_500, within(2e-3));
  }

  @Test
  void losesWhatLiesOutsideThePassband() {
    Received inside = receive(signal(4), new Tuner(CENTRE_HZ, -500, 500, 50, false));
    Received outside = receive(signal(4), new Tuner(CENTRE_HZ, 1_000, 5_000, 50, false));
    Received beyond = receive(signal(4), Tuner.to(CENTRE_HZ + 9_000));

    double noise = inside.densityOutside(OFFSET_HZ, 1_000) * inside.rateHz();
    assertThat(db(inside.meanPower())).isGreaterThan(db(noise) + 30);
    assertThat(db(outside.meanPower())).isCloseTo(db(noise), within(0.2));
    assertThat(db(beyond.meanPower())).isCloseTo(db(noise), within(0.2));
  }

  @Test
  void bringsEverySignalToOneLevelWithAutomaticGain() {
    for (int id : List.of(4, 7)) {
      Received received = receive(signal(id), new Tuner(CENTRE_HZ, -5000, 5000, 50, true));

      assertThat(db(received.meanPower())).isCloseTo(db(1.0 / 64), within(0.3));
    }
  }

  @Test
  void stampsTheFirstSampleWithGpsTimeAndSlightJitter() {
    FrameSource source = signal(3).frames();
    var block = new SampleBlock();
    double sumOfSquares = 0;
    int blocks = 500;

    for (int k = 0; k < blocks; k++) {
      long first = (long) k * SAMPLES;
      source.render(EPOCH, first, Tuner.to(CENTRE_HZ), block);
      double truth = source.completeAt(EPOCH, first) - SAMPLES / source.trueRateHz();
      int week = EPOCH.gpsSecondOfWeek(0);
      double error = block.gpsSecond() - week + block.gpsNanos() * 1e-9 - truth;
      sumOfSquares += error * error;
      assertThat(block.fixAgeSeconds()).isBetween(0, 3);
    }

    // 2027-01-15T08:00:00Z is the 460,800th second of its GPS week, 18 s ahead of UTC.
    assertThat(EPOCH.gpsSecondOfWeek(0)).isEqualTo(460_818);
    assertThat(Math.sqrt(sumOfSquares / blocks) * 1e9).isCloseTo(50, within(8.0));
  }

  @Test
  void isTheSameForEveryClient() {
    FrameSource source = signal(2).frames();
    var one = new SampleBlock();
    var two = new SampleBlock();

    source.render(EPOCH, 5 * SAMPLES, Tuner.to(CENTRE_HZ), one);
    source.render(EPOCH, 9 * SAMPLES, Tuner.to(CENTRE_HZ), two);
    source.render(EPOCH, 5 * SAMPLES, Tuner.to(CENTRE_HZ), two);

    assertThat(two.iq()).isEqualTo(one.iq());
  }

  @Test
  void statesARateNearTheTrueOne() {
    for (Site site : Site.network(30, SEED)) {
      var signal = new SyntheticSignal(site, Emitter.DEFAULT, SEED);

      assertThat(signal.statedRateHz()).isCloseTo(signal.frames().trueRateHz(), within(0.02));
      assertThat(signal.truth().sampleRateHz()).isEqualTo(signal.frames().trueRateHz());
      assertThat(signal.frames().trueRateHz()).isBetween(11_998.8, 12_001.2);
    }
  }

  @Test
  void deliversAnyReasonableRate() {
    SyntheticSignal signal = signal(4);

    assertThat(signal.framesAt(0)).isEmpty();
    assertThat(signal.framesAt(1e9)).isEmpty();
    FrameSource source = signal.framesAt(48_000).orElseThrow();
    Received received = Received.of(source, EPOCH, 0, Tuner.to(CENTRE_HZ), 5);
    double noise = received.densityOutside(OFFSET_HZ, 1_000);
    assertThat(db(noise))
        .isCloseTo(signal.truth().levels().orElseThrow().noiseDbfsPerHz(), within(0.1));
    assertThat(received.carrierFrequency(OFFSET_HZ)).isCloseTo(OFFSET_HZ, within(5e-3));
  }

  private static double db(double power) {
    return 10 * Math.log10(power);
  }
}
