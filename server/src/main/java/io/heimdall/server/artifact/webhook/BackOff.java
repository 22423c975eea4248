package io.heimdall.server.artifact.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When what failed is tried again: after pauses that grow threefold, each a quarter longer or
/// shorter by chance, so that what failed together does not come back together. Safe for any number
/// of threads where the source of chance is.
///
/// @param first the first pause
/// @param longest no pause is longer, but for chance
/// @param attempts how often something is tried
public record BackOff(Duration first, Duration longest, int attempts) {

  /// Twelve attempts within about two days.
  public static final BackOff USUAL = new BackOff(Duration.ofSeconds(10), Duration.ofHours(12), 12);

  /// An answer may ask for a longer pause, but not for a longer one than this.
  static final Duration MOST_ASKED = Duration.ofDays(1);

  private static final double GROWTH = 3;
  private static final double SPREAD = 0.25;

  /// The pause after an attempt.
  ///
  /// @param attempt which one, from 1
  /// @param random where chance comes from
  /// @return how long
  public Duration after(int attempt, RandomGenerator random) {
    double millis =
        Math.min(first.toMillis() * Math.pow(GROWTH, attempt - 1.0), (double) longest.toMillis());
    return Duration.ofMillis((long) (millis * random.nextDouble(1 - SPREAD, 1 + SPREAD)));
  }

  /// The pause that an answer asks for.
  ///
  /// @param retryAfter its header of this name: seconds, or a date of HTTP
  /// @param now when it came
  /// @return how long, a day at most; empty where it asks for none, or cannot be read
  static Optional<Duration> asked(Optional<String> retryAfter, Instant now) {
    return retryAfter.flatMap(text -> read(text.strip(), now)).filter(Duration::isPositive);
  }

  private static Optional<Duration> read(String text, Instant now) {
    if (text.matches("\\d{1,18}")) {
      long seconds = Math.min(Long.parseLong(text), MOST_ASKED.toSeconds());
      return Optional.of(Duration.ofSeconds(seconds));
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration pause = Duration.between(now, then);
      return Optional.of(pause.compareTo(MOST_ASKED) > 0 ? MOST_ASKED : pause);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
