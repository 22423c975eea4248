package io.heimdall.db;

/// A password that does not show itself.
public final class DatabasePassword {

  /// No password, as a server that trusts the connection wants it.
  public static final DatabasePassword NONE = new DatabasePassword("");

  private final String value;

  private DatabasePassword(String value) {
    this.value = value;
  }

  /// Wraps a password.
  ///
  /// @param value the password
  /// @return the wrapped password
  public static DatabasePassword of(String value) {
    return new DatabasePassword(value);
  }

  String reveal() {
    return value;
  }

  /// Hides the password.
  ///
  /// @return asterisks
  @Override
  public String toString() {
    return "****";
  }
}
