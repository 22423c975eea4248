package io.heimdall.client.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UtcTextTest {

  @Test
  void writesMicrosecondsOfUtc() {
    var times = new UtcText();

    assertThat(text(times, 0)).isEqualTo("1970-01-01T00:00:00.000000Z");
    assertThat(text(times, -1)).isEqualTo("1969-12-31T23:59:59.999999Z");
    assertThat(text(times, 1_763_719_200_000_007L)).isEqualTo("2025-11-21T10:00:00.000007Z");
  }

  @Test
  void writesWhatReadsBackAsTheSameTime() {
    var times = new UtcText();
    var random = new Random(5);
    for (int round = 0; round < 10_000; round++) {
      long micros = random.nextLong(-60_000_000_000_000_000L, 250_000_000_000_000_000L);

      assertThat(Instant.parse(text(times, micros)))
          .isEqualTo(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }
  }

  @Test
  void refusesYearsThatHaveMoreThanFourDigits() {
    var times = new UtcText();
    long last = 253_402_300_799_999_999L;

    assertThat(text(times, last)).isEqualTo("9999-12-31T23:59:59.999999Z");
    assertThatThrownBy(() -> times.of(last + 1)).hasMessageContaining("0 to 9999");
    assertThatThrownBy(() -> times.of(Long.MIN_VALUE + 1)).hasMessageContaining("0 to 9999");
    assertThat(text(times, last)).isEqualTo("9999-12-31T23:59:59.999999Z");
  }

  private static String text(UtcText times, long micros) {
    return new String(times.of(micros), StandardCharsets.US_ASCII);
  }
}
