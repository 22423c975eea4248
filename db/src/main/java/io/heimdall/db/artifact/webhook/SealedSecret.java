package io.heimdall.db.artifact.webhook;

import java.util.Arrays;

/// A secret of a webhook, encrypted: the database keeps it without being able to read it. Shows
/// nothing of itself.
public final class SealedSecret {

  private final byte[] bytes;

  /// Takes a secret that has been encrypted.
  ///
  /// @param bytes what the encryption gave; copied
  public SealedSecret(byte[] bytes) {
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
    return other instanceof SealedSecret sealed && Arrays.equals(bytes, sealed.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// Shows how long it is.
  ///
  /// @return no part of the secret
  @Override
  public String toString() {
    return "[SEALED, " + bytes.length + " bytes]";
  }
}
