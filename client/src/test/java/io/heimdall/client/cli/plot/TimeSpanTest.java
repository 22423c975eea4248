package io.heimdall.client.cli.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeSpanTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "PT10M, PT1M",
    "PT6H, PT1M",
    "PT24H, PT5M",
    "P7D, PT1H",
    "P30D, PT3H",
    "P365D, P1D",
    "P4000D, P1D"
  })
  void takesTheNarrowestBucketThatFits(Duration length, Duration width) {
    assertThat(new TimeSpan(NOON, NOON.plus(length)).bucketWidth()).isEqualTo(width);
  }

  @Test
  void refusesAnEmptySpan() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TimeSpan(NOON, NOON))
        .withMessage(
            "The time ends at 2026-03-01T12:00:00Z, which is not after its beginning,"
                + " 2026-03-01T12:00:00Z.");
  }
}
