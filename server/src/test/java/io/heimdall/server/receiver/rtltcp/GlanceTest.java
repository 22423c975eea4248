package io.heimdall.server.receiver.rtltcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlanceTest {

  private static final double ASKED = 2 * 1_024_000;
  private static final int BUFFER = 262_144;

  /// Tells it what comes until it has decided.
  private static final class Looked {
    private final Glance glance = new Glance(new Pace(ASKED, 0));
    private OptionalDouble found = OptionalDouble.empty();
    private long decidedNanos;

    void read(int count, long nanos) {
      if (found.isEmpty()) {
        found = glance.read(count, nanos);
        decidedNanos = nanos;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"262144, 0.2", "262144, 20", "16384, 3"})
  void seesWithinASecondThatSamplesComeAsAsked(int bufferBytes, double jitterMillis) {
    for (long seed = 0; seed < 200; seed++) {
      var looked = new Looked();

      new Arrivals(ASKED, bufferBytes, seed).withJitter(jitterMillis).run(5, looked::read);

      assertThat(looked.glance.asAsked()).as("seed %d", seed).isTrue();
      assertThat(looked.decidedNanos).isLessThan(1_900_000_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {250_000, 2_048_000, 2_400_000})
  void namesAnotherRateAfterThreeSeconds(int rateHz) {
    var looked = new Looked();

    new Arrivals(2.0 * rateHz, BUFFER).run(6, looked::read);

    assertThat(looked.glance.asAsked()).isFalse();
    assertThat(looked.found.orElseThrow()).isCloseTo(2.0 * rateHz, within(0.8 * rateHz));
    assertThat(looked.decidedNanos).isBetween(3_000_000_000L, 4_000_000_000L);
  }

  @Test
  void waitsUntilABacklogIsOver() {
    var looked = new Looked();
    var arrivals = new Arrivals(ASKED, BUFFER);

    arrivals.backlog(80_000_000, looked::read);
    arrivals.run(5, looked::read);

    assertThat(looked.glance.asAsked()).isTrue();
  }
}
