package io.heimdall.client.encryption;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Makes keys for single purposes: HKDF (RFC 5869) and HMAC (RFC 2104) with SHA-256.
final class Derivation {

  /// How many bytes a derived key and a MAC have.
  static final int BYTES = 32;

  private static final String LABEL = "heimdall.encryption.v1.";
  private static final byte[] NO_SALT = new byte[BYTES];
  private static final String HMAC = "HmacSHA256";

  /// What a key is for. The name, in lower case and with hyphens, is part of what it is made from.
  enum Purpose {
    /// To name a key.
    KEY_ID,
    /// To make the salt of a file from its content.
    SALT,
    /// To authenticate the header of a file.
    HEADER,
    /// To make the nonces of its frames.
    NONCE,
    /// To encrypt its frames.
    FRAME;

    private byte[] info() {
      return (LABEL + name().toLowerCase(Locale.ROOT).replace('_', '-')).getBytes(US_ASCII);
    }
  }

  private Derivation() {}

  /// Derives a key that belongs to no single file.
  static byte[] derive(byte[] key, Purpose purpose) {
    return derive(key, NO_SALT, purpose);
  }

  /// Derives a key of one file.
  static byte[] derive(byte[] key, byte[] salt, Purpose purpose) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(key)
                  .addSalt(salt)
                  .thenExpand(purpose.info(), BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 25 has HKDF-SHA256.", e);
    }
  }

  /// A MAC that takes bytes piece by piece, and begins anew after each result.
  static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256.", e);
    }
  }
}
