package io.heimdall.server.filter;

import io.heimdall.db.filter.FilterColumn;
import io.heimdall.db.filter.FilterColumn.Kind;
import java.util.Map;

/// A field that expressions may name.
///
/// @param name its name in the contract
/// @param column what it is in the table
/// @param choices of an enum the values by their names in the contract, without the prefix; else
///   none
/// @param prefix of an enum what its values' names begin with in the contract; else empty
/// @param ordered whether its values have an order that users know
public record FilterField(
    String name, FilterColumn column, Map<String, String> choices, String prefix, boolean ordered) {

  /// Copies the choices.
  public FilterField {
    choices = Map.copyOf(choices);
  }

  /// A field that is no enum. Numbers and times have an order.
  ///
  /// @param name its name in the contract
  /// @param column what it is in the table
  /// @return the field
  public static FilterField of(String name, FilterColumn column) {
    boolean ordered =
        switch (column.kind()) {
          case WHOLE, NUMBER, TIME -> true;
          case FLAG, TEXT, ID, TEXTS -> false;
        };
    return new FilterField(name, column, Map.of(), "", ordered);
  }

  /// The same for texts of which users know the order.
  ///
  /// @return the field
  public FilterField inOrder() {
    return new FilterField(name, column, choices, prefix, true);
  }

  boolean isEnum() {
    return !choices.isEmpty();
  }

  /// Whether it has several values.
  boolean isSeveral() {
    return column.kind() == Kind.TEXTS;
  }

  /// Whether it may be compared with a part of a text.
  boolean isFreeText() {
    return column.kind() == Kind.TEXT && !isEnum();
  }
}
