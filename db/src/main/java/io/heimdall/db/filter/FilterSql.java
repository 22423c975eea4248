package io.heimdall.db.filter;

import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;

/// What the columns of a filter are in the rows it chooses from.
///
/// @param <C> the columns
public interface FilterSql<C extends FilterColumn> {

  /// The value in a row.
  ///
  /// @param column the column
  /// @return an expression of the column's kind
  Field<?> value(C column);

  /// Whether there is a value.
  ///
  /// @param column the column
  /// @return the condition
  Condition presence(C column);

  /// What holds exactly where a comparison does, and an index can answer. It may be false where the
  /// comparison is neither true nor false, and stands in its place where that makes no difference.
  ///
  /// @param column the column that is compared
  /// @param compared the comparison
  /// @return the condition
  default Optional<Condition> instead(C column, FilterPredicate.Compared compared) {
    return Optional.empty();
  }
}
