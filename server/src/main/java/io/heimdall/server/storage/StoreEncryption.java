package io.heimdall.server.storage;

import java.util.Optional;

/// How the store is asked to encrypt each object that is written. It decrypts what is read without
/// being asked.
public sealed interface StoreEncryption {

  /// Nothing is asked: the store does as its bucket is set up.
  record None() implements StoreEncryption {}

  /// With a key of the store's own (SSE-S3).
  record WithStoreKey() implements StoreEncryption {}

  /// With a key of the store's key manager (SSE-KMS).
  ///
  /// @param id the key's id or ARN; empty for the bucket's
  record WithManagedKey(Optional<String> id) implements StoreEncryption {}

  /// Reads it as people write it.
  ///
  /// @param text `none`, `s3`, `kms` or `kms:` and a key's id
  /// @return what it says
  static StoreEncryption parse(String text) {
    return switch (text) {
      case "none" -> new None();
      case "s3" -> new WithStoreKey();
      case "kms" -> new WithManagedKey(Optional.empty());
      case String key when key.matches("kms:\\S+") ->
          new WithManagedKey(Optional.of(key.substring("kms:".length())));
      default ->
          throw new IllegalArgumentException(
              "encryption is none, s3, kms or kms: and a key's id, not '" + text + "'");
    };
  }
}
