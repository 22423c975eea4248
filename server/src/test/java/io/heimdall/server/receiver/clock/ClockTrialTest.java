package io.heimdall.server.receiver.clock;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.db.clock.ClockTest;
import io.heimdall.db.receiver.Position;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.clock.ScriptedStation.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Clocks that are wrong by known amounts, tested on a DCF77 in memory.
final class ClockTrialTest {

  private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
  private static final Duration TWENTY = Duration.ofSeconds(20);

  /// 423.17 km from DCF77, 1,411.53 µs of the way.
  private static final Position DF0KL = new Position(53.665337, 7.282766, null);

  private static final double WAY_SECONDS = 1_411.532e-6;
  private static final int TRIALS = 12;

  private static ClockTest run(ScriptedStation station, @Nullable Position position) {
    return run(station, position, TWENTY);
  }

  private static ClockTest run(
      ScriptedStation station, @Nullable Position position, Duration duration) {
    Receiver receiver =
        ScriptedStation.receiver(position, 10_000, 30_000_000, station.timeoutSeconds);
    return new ClockTrial(any -> new Drivers(List.of(station)).reach(any, null))
        .run(receiver, TimeStations.named("DCF77"), duration, NOW);
  }

  /// A clock that is fast tunes too high, and hears the carrier too low.
  @Test
  void findsErrorsOfTheClockAndOfTheStampsWithinTheirSigmas() {
    var random = new Random(1);
    double carriers = 0;
    double marks = 0;
    for (int n = 0; n < TRIALS; n++) {
      double ppm = 200 * random.nextDouble() - 100;
      double late = 0.01 * random.nextDouble();
      var station = new ScriptedStation(Script.of(ppm, WAY_SECONDS + late, n));

      ClockTest test = run(station, DF0KL);

      assertThat(test.failure()).isNull();
      ClockTest.Carrier carrier = requireNonNull(test.carrier());
      double expectedHz = -ppm * 1e-6 * ScriptedStation.CARRIER_HZ;
      assertThat(carrier.clockErrorPpm()).isCloseTo(-ppm, within(0.01));
      assertThat(carrier.cn0Dbhz()).isCloseTo(60, within(1.5));
      assertThat(test.marks().count()).isBetween(18, 20);
      carriers += Math.pow((carrier.offsetHz() - expectedHz) / carrier.sigmaHz(), 2);
      marks +=
          Math.pow(
              (requireNonNull(test.marks().offsetUs()) - late * 1e6)
                  / requireNonNull(test.marks().sigmaUs()),
              2);
    }
    double carrierRatio = Math.sqrt(carriers / TRIALS);
    double markRatio = Math.sqrt(marks / TRIALS);
    System.out.printf(
        "%d clocks, seeds 0 to %d: carrier error ÷ sigma %.2f, marks error ÷ sigma %.2f%n",
        TRIALS, TRIALS - 1, carrierRatio, markRatio);
    // A root mean square of 12 is known to 20 %: three such deviations around 1.
    assertThat(carrierRatio).isLessThan(1.6);
    assertThat(markRatio).isCloseTo(1.06, within(0.64));
  }

  @Test
  void scoresAGoodClockFullyAndHalvesItWhereMarksContradict() {
    ClockTest good = run(new ScriptedStation(Script.of(0.05, WAY_SECONDS + 0.000_3, 20)), DF0KL);
    ClockTest contradicting =
        run(new ScriptedStation(Script.of(0.05, WAY_SECONDS - 0.4, 21)), DF0KL);

    assertThat(good.score()).isEqualTo(100);
    assertThat(good.marks().offsetUs()).isCloseTo(300, within(60.0));
    assertThat(contradicting.score()).isEqualTo(50);
    assertThat(contradicting.marks().offsetUs()).isCloseTo(-400_000, within(60.0));
    assertThat(good.station()).isEqualTo("DCF77");
    assertThat(good.carrierFrequencyHz()).isEqualTo(77_500);
    assertThat(good.at()).isEqualTo(NOW);
  }

  @Test
  void countsMarksButDoesNotDateThemWithoutStampsOrPosition() {
    ClockTest unstamped = run(new ScriptedStation(Script.of(0.05, 0.1, 22).withoutStamps()), DF0KL);
    ClockTest nowhere = run(new ScriptedStation(Script.of(0.05, 0.1, 23)), null);

    for (ClockTest test : List.of(unstamped, nowhere)) {
      assertThat(test.marks().count()).isBetween(18, 20);
      assertThat(test.marks().offsetUs()).isNull();
      assertThat(test.marks().sigmaUs()).isNull();
      assertThat(test.score()).isEqualTo(100);
    }
  }

  /// Its spike at 0 Hz, 10 dB above the carrier, is none; so it is tuned beside the station, after
  /// the first connection was closed.
  @Test
  void tunesAReceiverWithASpikeBesideTheCarrier() {
    var station = new ScriptedStation(Script.of(7.5, WAY_SECONDS + 0.002, 24).withZeroIf(96_000));

    ClockTest test = run(station, DF0KL, Duration.ofSeconds(8));

    assertThat(station.tunings).containsExactly(77_500L, 75_000L);
    assertThat(station.mostOpen).isEqualTo(1);
    assertThat(station.open).isZero();
    // It was 75 kHz that it tuned 7.5 ppm too high, and its rate is measured by its stamps.
    assertThat(requireNonNull(test.carrier()).offsetHz())
        .isCloseTo(-7.5e-6 * 75_000, within(0.002));
    assertThat(test.marks().offsetUs()).isCloseTo(2_000, within(100.0));
  }

  @Test
  void connectsOnceWhereTheDriverSaysThatThereMayBeASpike() {
    var station = new ScriptedStation(Script.of(7.5, WAY_SECONDS, 24).withZeroIf(96_000));
    station.announcesSpike = true;

    ClockTest test = run(station, DF0KL, Duration.ofSeconds(8));

    assertThat(station.tunings).containsExactly(75_000L);
    assertThat(requireNonNull(test.carrier()).offsetHz())
        .isCloseTo(-7.5e-6 * 75_000, within(0.002));
  }

  /// 2.5 kHz beside the carrier, a rate that is 4 % off would look for it 100 Hz away.
  @Test
  void believesTheRateThatAReceiverStatesWhenItIsAskedToSend() {
    var station = new ScriptedStation(Script.of(7.5, WAY_SECONDS, 29).withZeroIf(12_000));
    station.announcesSpike = true;
    station.expectedRateHz = 12_500;

    ClockTest test = run(station, DF0KL, Duration.ofSeconds(8));

    assertThat(test.failure()).isNull();
    assertThat(requireNonNull(test.carrier()).offsetHz())
        .isCloseTo(-7.5e-6 * 75_000, within(0.002));
  }

  @Test
  void endsAStreamThatNeverReturnsABlock() {
    var station = new ScriptedStation(Script.of(0, 0, 28));
    station.stalls = true;
    station.timeoutSeconds = 1;

    ClockTest test = run(station, DF0KL, Duration.ofMillis(500));

    assertThat(requireNonNull(test.failure()).reason()).isEqualTo("SHORT");
    assertThat(test.failure().message()).contains("too slowly");
    assertThat(station.open).isZero();
  }

  @Test
  void givesNoNumbersWhereThereIsNoCarrier() {
    var station = new ScriptedStation(Script.of(0, 0, 25).withAmplitude(0));

    ClockTest test = run(station, DF0KL);

    assertThat(requireNonNull(test.failure()).reason()).isEqualTo("NO_CARRIER");
    assertThat(test.failure().message()).contains("DCF77").contains("77.5 kHz");
    assertThat(test.carrier()).isNull();
    assertThat(test.marks()).isEqualTo(ClockTest.Marks.NONE);
    assertThat(test.score()).isNull();
    assertThat(station.open).isZero();
  }

  @Test
  void usesWhatCameBeforeTheEndButNotLessThanTwoSeconds() {
    ClockTest enough = run(new ScriptedStation(Script.of(1, 0, 26).endingAfter(6)), null);
    ClockTest tooLittle = run(new ScriptedStation(Script.of(1, 0, 27).endingAfter(1)), null);

    assertThat(requireNonNull(enough.carrier()).clockErrorPpm()).isCloseTo(-1, within(0.05));
    assertThat(enough.marks().count()).isBetween(5, 6);
    assertThat(requireNonNull(tooLittle.failure()).reason()).isEqualTo("SHORT");
    assertThat(tooLittle.failure().message()).contains("1.0 s");
  }

  @Test
  void saysWhyAReceiverCannotBeTested() {
    var trial = new ClockTrial(any -> new Drivers(List.of()).reach(any, null));

    ClockTest deaf =
        trial.run(
            ScriptedStation.receiver(null, 100_000_000, 200_000_000),
            TimeStations.all(),
            TWENTY,
            NOW);
    ClockTest driverless =
        trial.run(ScriptedStation.receiver(null, 0, 30_000_000), TimeStations.all(), TWENTY, NOW);

    assertThat(requireNonNull(deaf.failure()).reason()).isEqualTo("OUT_OF_BAND");
    assertThat(deaf.failure().message()).contains("WWV");
    assertThat(requireNonNull(driverless.failure()).reason()).isEqualTo("INTERNAL");
    assertThat(driverless.failure().message()).contains("no driver");
  }
}
