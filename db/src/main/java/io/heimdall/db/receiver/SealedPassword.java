package io.heimdall.db.receiver;

import java.util.Arrays;

/// The password of a receiver, encrypted: the database keeps it without being able to read it.
/// Shows nothing of itself.
public final class SealedPassword {

  private final byte[] bytes;

  /// Takes a password that has been encrypted.
  ///
  /// @param bytes what the encryption gave; copied
  public SealedPassword(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /// What the encryption gave.
  ///
  /// @return a copy
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SealedPassword sealed && Arrays.equals(bytes, sealed.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// Shows how long it is.
  ///
  /// @return no part of the password
  @Override
  public String toString() {
    return "[SEALED, " + bytes.length + " bytes]";
  }
}
