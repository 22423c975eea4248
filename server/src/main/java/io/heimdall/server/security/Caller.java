package io.heimdall.server.security;

import java.util.Set;

/// Who calls. The name is what owner columns and the audit log hold.
///
/// @param name the caller's name, 1 to 200 characters
/// @param role what the caller may do
/// @param groups names of the groups the caller belongs to
public record Caller(String name, Role role, Set<String> groups) {

  /// Refuses a name the database would refuse.
  public Caller {
    if (name.isEmpty() || name.length() > 200) {
      throw new IllegalArgumentException(
          "a caller's name has 1 to 200 characters, not " + name.length());
    }
    groups = Set.copyOf(groups);
  }

  /// Makes one who belongs to no group.
  ///
  /// @param name the caller's name, 1 to 200 characters
  /// @param role what the caller may do
  public Caller(String name, Role role) {
    this(name, role, Set.of());
  }
}
