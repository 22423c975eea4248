package io.heimdall.server.receiver.rtltcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettlingTest {

  private static final double ASKED = 2 * 2_400_000;
  private static final int BUFFER = 262_144;

  /// Tells the judge what comes until it has decided.
  private static final class Judged {
    private final Settling settling;
    private Settling.Verdict verdict = new Settling.Unknown();
    private long decidedNanos;

    Judged(double askedBytesPerSecond) {
      settling = new Settling(new Pace(askedBytesPerSecond, 0));
    }

    void read(int count, long nanos) {
      if (verdict instanceof Settling.Unknown) {
        verdict = settling.read(count, nanos);
        decidedNanos = nanos;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2400000, 262144",
    "2400000, 16384",
    "3200000, 262144",
    "1000000, 262144",
    "250000, 262144",
    "226000, 16384"
  })
  void acceptsTheRateThatWasAskedFor(int rateHz, int bufferBytes) {
    var judged = new Judged(2.0 * rateHz);

    new Arrivals(2.0 * rateHz, bufferBytes).withJitter(1).run(20, judged::read);

    assertThat(judged.verdict).isInstanceOf(Settling.Steady.class);
    assertThat(judged.decidedNanos).isBetween(200_000_000L, 5_000_000_000L);
  }

  /// Bursts of half a second, each of them late by some milliseconds.
  @ParameterizedTest
  @ValueSource(doubles = {3, 10, 20})
  void refusesNoReceiverWhoseBurstsAreLate(double jitterMillis) {
    for (long seed = 0; seed < 500; seed++) {
      var judged = new Judged(2.0 * 250_000);

      new Arrivals(2.0 * 250_000, BUFFER, seed).withJitter(jitterMillis).run(20, judged::read);

      assertThat(judged.verdict).as("seed %d", seed).isInstanceOf(Settling.Steady.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {250_000, 1_000_000, 1_024_000, 2_000_000, 2_048_000, 2_560_000, 3_200_000})
  void namesTheRateThatComesInstead(int rateHz) {
    var judged = new Judged(ASKED);

    new Arrivals(2.0 * rateHz, BUFFER).withJitter(1).run(20, judged::read);

    assertThat(judged.verdict)
        .isInstanceOfSatisfying(
            Settling.OtherRate.class,
            other ->
                assertThat(other.bytesPerSecond()).isCloseTo(2.0 * rateHz, within(0.03 * rateHz)));
  }

  @Test
  void tellsNeighbouringRatesApart() {
    var judged = new Judged(2 * 1_024_000);

    new Arrivals(2 * 1_000_000, BUFFER).withJitter(1).run(20, judged::read);

    assertThat(judged.verdict).isInstanceOf(Settling.OtherRate.class);
  }

  @Test
  void throwsABacklogAway() {
    var judged = new Judged(ASKED);
    var arrivals = new Arrivals(ASKED, BUFFER);
    long backlog = 100_000_000;

    arrivals.backlog(backlog, judged::read);
    arrivals.run(20, judged::read);

    assertThat(judged.verdict).isInstanceOf(Settling.Steady.class);
    assertThat(judged.settling.bytes()).isGreaterThan(backlog);
  }

  @Test
  void waitsUntilAStallIsOver() {
    var judged = new Judged(ASKED);
    var arrivals = new Arrivals(ASKED, BUFFER);

    arrivals.run(0.3, judged::read);
    arrivals.stall(2.5);
    arrivals.run(20, judged::read);

    assertThat(judged.verdict)
        .isInstanceOfSatisfying(
            Settling.Steady.class,
            steady -> assertThat(steady.latenessNanos()).isBetween(-60e6, 60e6));
    assertThat(judged.decidedNanos).isGreaterThan(2_500_000_000L);
  }

  @Test
  void keepsItsPatienceWithALineThatNeverBecomesSteadyBounded() {
    var judged = new Judged(ASKED);
    var slow = new Arrivals(0.5 * ASKED, 16_384);

    for (int n = 0; n < 20; n++) {
      slow.run(0.5 + 0.3 * (n % 3), judged::read);
      slow.backlog(3_000_000L * (n % 4), judged::read);
    }

    assertThat(judged.verdict).isNotInstanceOf(Settling.Unknown.class);
    assertThat(judged.verdict).isNotInstanceOf(Settling.Steady.class);
  }
}
