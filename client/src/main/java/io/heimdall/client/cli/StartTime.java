package io.heimdall.client.cli;

import io.heimdall.client.cli.units.Units;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// A time to come on the command line.
///
/// @param time the time
record StartTime(Instant time) {

  static StartTime parse(String text, Instant now) {
    String trimmed = text.strip();
    try {
      return new StartTime(
          trimmed.startsWith("+")
              ? now.plus(Units.duration(trimmed.substring(1)))
              : Instant.parse(trimmed));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "'%s' is not a time to come; write 2026-11-22T03:00:00Z, or +30s.".formatted(text), e);
    }
  }
}
