package io.heimdall.server.receiver.registry;

import io.heimdall.server.security.Secret;

/// What is to become of a receiver's password.
public sealed interface PasswordChange {

  /// Nothing.
  PasswordChange KEEP = new Keep();

  /// There is none from now on.
  PasswordChange REMOVE = new Remove();

  /// It stays as it is.
  record Keep() implements PasswordChange {}

  /// There is none from now on.
  record Remove() implements PasswordChange {}

  /// It is another one from now on.
  ///
  /// @param password the password
  record Set(Secret password) implements PasswordChange {}

  /// What a user says of it.
  ///
  /// @param password the password; empty for none
  /// @return the change
  static PasswordChange to(String password) {
    return password.isEmpty() ? REMOVE : new Set(new Secret(password));
  }
}
