package io.heimdall.db.measurement;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What there is to be read over a time.
///
/// @param first when the first window, or hour that is summed, began; empty where there is none
/// @param last when the last one did
/// @param rowsFrom from when on rows are kept, the beginning of a day of UTC; empty where none was
///   removed yet
/// @param staleHours the beginnings of hours whose sums are not what their rows are
public record SeriesState(
    Optional<Instant> first,
    Optional<Instant> last,
    Optional<Instant> rowsFrom,
    Set<Instant> staleHours) {

  /// Copies the hours.
  public SeriesState {
    staleHours = Set.copyOf(staleHours);
  }
}
