package io.heimdall.server.security;

/// Who calls. The name is what owner columns and the audit log hold.
///
/// @param name the caller's name, 1 to 200 characters
/// @param role what the caller may do
public record Caller(String name, Role role) {

  /// Refuses a name the database would refuse.
  public Caller {
    if (name.isEmpty() || name.length() > 200) {
      throw new IllegalArgumentException(
          "a caller's name has 1 to 200 characters, not " + name.length());
    }
  }
}
