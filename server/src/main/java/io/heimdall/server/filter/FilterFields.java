package io.heimdall.server.filter;

import java.util.Collection;
import java.util.Optional;

/// The fields that expressions about rows of one kind may name.
public interface FilterFields {

  /// Finds a field.
  ///
  /// @param name as the expression has it
  /// @return the field; empty where there is none
  Optional<FilterField> named(String name);

  /// The names there are, in the order in which users are told them.
  ///
  /// @return the names
  Collection<String> names();

  /// What values may hold without quotes, besides letters and digits.
  ///
  /// @return the characters
  default String unquoted() {
    return "-_.:";
  }
}
