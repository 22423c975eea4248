package io.heimdall.db;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Some rows of a list in its total order, and where to go on.
///
/// @param <T> the rows
/// @param <K> the key rows are ordered by
/// @param rows the rows
/// @param next the key of the last row where more rows follow it, to be passed as `after`; empty on
///   the last page
public record Page<T, K>(List<T> rows, Optional<K> next) {

  /// Copies the rows.
  public Page {
    rows = List.copyOf(rows);
  }

  /// Makes a page of rows that were read with a limit of one more than the page may hold.
  ///
  /// @param <T> the rows
  /// @param <K> the key rows are ordered by
  /// @param found the rows, at most `limit + 1`
  /// @param limit how many rows the page may hold
  /// @param key the key of a row
  /// @return the page
  public static <T, K> Page<T, K> of(List<T> found, int limit, Function<T, K> key) {
    if (found.size() <= limit) {
      return new Page<>(found, Optional.empty());
    }
    List<T> rows = found.subList(0, limit);
    return new Page<>(rows, Optional.of(key.apply(rows.getLast())));
  }
}
