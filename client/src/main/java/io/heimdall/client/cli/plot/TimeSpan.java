package io.heimdall.client.cli.plot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A span of time.
///
/// @param from its beginning
/// @param before the first moment after it
public record TimeSpan(Instant from, Instant before) {

  private static final int MOST_BUCKETS = 400;

  private static final List<Duration> WIDTHS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofDays(1));

  /// Refuses an empty span.
  ///
  /// @throws IllegalArgumentException when it does not end after its beginning
  public TimeSpan {
    if (!before.isAfter(from)) {
      throw new IllegalArgumentException(
          "The time ends at %s, which is not after its beginning, %s.".formatted(before, from));
    }
  }

  /// The narrowest usual bucket of which a picture can show as many as the span has.
  ///
  /// @return from a minute to a day
  public Duration bucketWidth() {
    Duration narrowest = Duration.between(from, before).dividedBy(MOST_BUCKETS);
    return WIDTHS.stream()
        .filter(width -> width.compareTo(narrowest) >= 0)
        .findFirst()
        .orElse(WIDTHS.getLast());
  }
}
