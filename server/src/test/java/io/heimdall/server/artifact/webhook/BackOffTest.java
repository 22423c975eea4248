package io.heimdall.server.artifact.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {

  private static final Instant NOW = Instant.parse("2025-11-21T10:00:00Z");

  @Test
  void growsThreefoldUpToItsBoundWithAQuarterOfChance() {
    var random = new Random(1);

    for (int i = 0; i < 1000; i++) {
      assertThat(BackOff.USUAL.after(1, random))
          .isBetween(Duration.ofMillis(7_500), Duration.ofMillis(12_500));
      assertThat(BackOff.USUAL.after(3, random))
          .isBetween(Duration.ofMillis(67_500), Duration.ofMillis(112_500));
      assertThat(BackOff.USUAL.after(40, random))
          .isBetween(Duration.ofHours(9), Duration.ofHours(15));
    }
  }

  @Test
  void lastsAboutTwoDays() {
    var random = new Random(2);

    Duration all =
        IntStream.range(1, BackOff.USUAL.attempts())
            .mapToObj(attempt -> BackOff.USUAL.after(attempt, random))
            .reduce(Duration.ZERO, Duration::plus);

    assertThat(all).isBetween(Duration.ofHours(34), Duration.ofHours(58));
  }

  @Test
  void readsWhatAnAnswerAsksFor() {
    assertThat(asked("120")).contains(Duration.ofMinutes(2));
    assertThat(asked(" 999999999999999 ")).contains(Duration.ofDays(1));
    assertThat(asked("Fri, 21 Nov 2025 10:05:00 GMT")).contains(Duration.ofMinutes(5));
    assertThat(asked("Wed, 21 Nov 2035 10:05:00 GMT")).contains(Duration.ofDays(1));
    assertThat(asked("Fri, 21 Nov 2025 09:05:00 GMT")).isEmpty();
    assertThat(asked("0")).isEmpty();
    assertThat(asked("-5")).isEmpty();
    assertThat(asked("soon")).isEmpty();
    assertThat(BackOff.asked(Optional.empty(), NOW)).isEmpty();
  }

  private static Optional<Duration> asked(String retryAfter) {
    return BackOff.asked(Optional.of(retryAfter), NOW);
  }
}
