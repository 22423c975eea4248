package io.heimdall.server.receiver.listing;

import java.util.Map;

/// One receiver of a list, as the list has it.
///
/// @param place the line of CSV, else the number of the entry from 1
/// @param fields its values by the names of the contract's fields, as text; none is empty
/// @param otherName a name to take where another receiver has the first one already; empty where
///   the list insists on its name
public record ListedReceiver(int place, Map<String, String> fields, String otherName) {

  /// Copies the fields.
  public ListedReceiver {
    fields = Map.copyOf(fields);
  }

  /// What it calls itself.
  ///
  /// @return its name; empty for none
  public String name() {
    return fields.getOrDefault("name", "");
  }

  /// Shows no values, since a password may be among them.
  ///
  /// @return place and name
  @Override
  public String toString() {
    return "receiver " + name() + " at " + place;
  }
}
