package io.heimdall.server.dsp;

import static io.heimdall.server.dsp.Known.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Second marks of synthetic stations, whose offset is known, and that nothing else is taken for
/// them.
final class SecondMarksTest {

  /// More of them (`-DmarkTrials=300`) give sharper figures.
  private static final int TRIALS = Integer.getInteger("markTrials", 12);

  private static final double FS = 12_000;
  private static final MarkShape DROP = MarkShape.drop(0.1);

  private static final TimeSignal.Marks DCF77 =
      (second, at) -> TimeSignal.dropped(at, second % 3 == 0 ? 0.2 : 0.1, 0.15);
  private static final TimeSignal.Marks MSF =
      (second, at) -> TimeSignal.dropped(at, second % 60 == 0 ? 0.5 : 0.1 * (1 + second % 3), 0);
  private static final TimeSignal.Marks WWV = (_, at) -> TimeSignal.struck(at, 0.005);
  private static final TimeSignal.Marks CHU =
      (second, at) -> TimeSignal.struck(at, second % 2 == 0 ? 0.3 : 0.01);

  private static @Nullable SecondMarks find(TimeSignal signal, double start, MarkShape shape) {
    return SecondMarks.find(signal.trace, signal.rateHz, start, 0.37, shape);
  }

  /// The stated sigma is the scatter of n marks over √n: with n − 1 degrees of freedom, errors over
  /// sigma have a root mean square of √((n − 1)/(n − 3)), 1.06 for 19 marks. With N trials that is
  /// known to 1/√(2N); what is allowed is three such deviations. Where there is next to no noise
  /// the microsecond that sigma has at least makes it less.
  private static void obeysItsSigma(
      String name, TimeSignal.Marks marks, MarkShape shape, double cn0Dbhz, long seed) {
    var random = new Random(seed);
    double normalised = 0;
    double squares = 0;
    double sigmas = 0;
    for (int n = 0; n < TRIALS; n++) {
      double start = random.nextDouble();
      double late = random.nextDouble() - 0.5;
      var signal =
          TimeSignal.of(20.3, FS, start, late, 0.37, shape.toneHz(), marks, cn0Dbhz, random);

      SecondMarks found = known(find(signal, start, shape));

      double error = found.offsetSeconds() - late;
      error -= Math.rint(error);
      assertThat(found.count()).isBetween(16, 21);
      assertThat(Math.abs(error)).as("trial %d", n).isLessThan(6 * found.sigmaSeconds());
      normalised += Math.pow(error / found.sigmaSeconds(), 2);
      squares += error * error;
      sigmas += found.sigmaSeconds();
    }
    double calibration = Math.sqrt(normalised / TRIALS);
    System.out.printf(
        "%s at %.0f dB·Hz, 20 s, %d trials, seed %d: error %.1f µs, sigma %.1f µs, error ÷ sigma"
            + " %.2f%n",
        name,
        cn0Dbhz,
        TRIALS,
        seed,
        Math.sqrt(squares / TRIALS) * 1e6,
        sigmas / TRIALS * 1e6,
        calibration);
    double deviations = 3 / Math.sqrt(2.0 * TRIALS);
    assertThat(calibration).isBetween(0.7 - deviations, 1.06 + deviations);
  }

  @ParameterizedTest
  @CsvSource({"45, 1", "55, 2", "65, 3", "75, 4"})
  void findsDropsOfTheCarrierWithinItsSigma(double cn0Dbhz, long seed) {
    obeysItsSigma("DCF77", DCF77, DROP, cn0Dbhz, seed);
  }

  @ParameterizedTest
  @CsvSource({"50, 5", "65, 6"})
  void findsACarrierThatIsSwitchedOffWithinItsSigma(double cn0Dbhz, long seed) {
    obeysItsSigma("MSF", MSF, DROP, cn0Dbhz, seed);
  }

  @ParameterizedTest
  @CsvSource({"60, 7", "70, 8"})
  void findsTicksWithinItsSigma(double cn0Dbhz, long seed) {
    obeysItsSigma("WWV", WWV, MarkShape.tone(1000, 0.005), cn0Dbhz, seed);
    obeysItsSigma("WWVH", WWV, MarkShape.tone(1200, 0.005), cn0Dbhz, seed);
  }

  @ParameterizedTest
  @CsvSource({"55, 9", "70, 10"})
  void findsTheBeginningOfATone(double cn0Dbhz, long seed) {
    obeysItsSigma("CHU", CHU, MarkShape.tone(1000, 0.01), cn0Dbhz, seed);
  }

  @Test
  void countsNoMarkWhereTheStationLeavesOneOut() {
    TimeSignal.Marks missing = (second, at) -> second % 6 == 5 ? 1 : DCF77.level(second, at);
    var signal = TimeSignal.of(20.3, FS, 0.6, 0.001, 0.37, 0, missing, 65, new Random(11));

    SecondMarks found = known(find(signal, 0.6, DROP));

    // Three of twenty are missing; the odd one may be left out as an outlier.
    assertThat(found.count()).isBetween(15, 17);
    assertThat(found.offsetSeconds()).isCloseTo(0.001, within(4 * found.sigmaSeconds()));
  }

  /// Zeros in place of what is lost would look like the carrier's drop.
  @Test
  void takesNoLossForAMark() {
    var random = new Random(12);
    var whole = TimeSignal.of(20.3, FS, 0.25, 0.003, 0.37, 0, DCF77, 65, random);
    var trace = new BasebandTrace(FS, 20.3);
    trace.accept(whole.trace.i(), whole.trace.q(), 0, 36_000);
    trace.gap(24_000);
    trace.accept(whole.trace.i(), whole.trace.q(), 60_000, whole.trace.size() - 60_000);

    SecondMarks found = known(SecondMarks.find(trace, FS, 0.25, 0.37, DROP));

    // Of twenty marks two were lost.
    assertThat(found.count()).isBetween(16, 18);
    assertThat(found.offsetSeconds()).isCloseTo(0.003, within(4 * found.sigmaSeconds()));
  }

  @Test
  void findsThemAtAHighRate() {
    var random = new Random(13);
    double late = 0.002_345;
    var signal = TimeSignal.of(8, 250_000, 0.1, late, 0.37, 0, DCF77, 65, random);

    SecondMarks found =
        known(SecondMarks.find(signal.trace, 250_000.0 / signal.trace.step(), 0.1, 0.37, DROP));

    assertThat(found.count()).isBetween(7, 8);
    assertThat(found.offsetSeconds()).isCloseTo(late, within(5 * found.sigmaSeconds()));
  }

  @Test
  void saysNothingOfASteadyCarrierOrOfNoise() {
    for (long seed = 20; seed < 40; seed++) {
      var random = new Random(seed);
      var carrier = TimeSignal.of(10, FS, 0, 0, 0.37, 0, (_, _) -> 1, 60, random);
      var noise = TimeSignal.of(10, FS, 0, 0, 0.37, 0, (_, _) -> 0, 60, random);

      for (MarkShape shape :
          new MarkShape[] {DROP, MarkShape.tone(1000, 0.005), MarkShape.tone(1000, 0.01)}) {
        assertThat(find(carrier, 0, shape)).as("carrier, seed %d, %s", seed, shape).isNull();
        assertThat(find(noise, 0, shape)).as("noise, seed %d, %s", seed, shape).isNull();
      }
    }
  }

  @Test
  void saysNothingOfTooFewSeconds() {
    var signal = TimeSignal.of(2.5, FS, 0.5, 0, 0.37, 0, DCF77, 65, new Random(14));

    assertThat(find(signal, 0.5, DROP)).isNull();
  }

  @Test
  void refusesMarksItCouldNotTellFromTheCarrier() {
    assertThatThrownBy(() -> MarkShape.tone(500, 0.005))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MarkShape.drop(0.001)).isInstanceOf(IllegalArgumentException.class);
  }
}
