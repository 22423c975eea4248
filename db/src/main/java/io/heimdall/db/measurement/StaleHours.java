package io.heimdall.db.measurement;

import java.time.Instant;
import java.util.List;

/// Marks of hours of one day of UTC whose rows have changed since they were summed.
///
/// @param from the first of the hours
/// @param before the end of the last one
/// @param marks the ids of the marks
public record StaleHours(Instant from, Instant before, List<Long> marks) {

  /// Copies the marks.
  public StaleHours {
    marks = List.copyOf(marks);
  }
}
