package io.heimdall.server.post;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.server.security.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What requests are signed with, so that who gets one knows where it is from: HMAC-SHA-256, as the
/// convention of Standard Webhooks has it. Shows nothing of itself.
public final class SigningSecret {

  private static final String PREFIX = "whsec_";
  private static final int FRESH_BYTES = 32;
  private static final int LEAST_BYTES = 16;
  private static final int MOST_BYTES = 64;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] key;

  private SigningSecret(byte[] key) {
    this.key = key;
  }

  /// Makes a secret that nobody else has.
  ///
  /// @return the secret
  public static SigningSecret fresh() {
    byte[] key = new byte[FRESH_BYTES];
    RANDOM.nextBytes(key);
    return new SigningSecret(key);
  }

  /// Reads a secret.
  ///
  /// @param text `whsec_` and 16 to 64 bytes in base64
  /// @return the secret
  /// @throws IllegalArgumentException where it is something else, with a sentence that shows
  ///   nothing of it
  public static SigningSecret of(Secret text) {
    String whole = text.reveal().strip();
    byte[] key = whole.startsWith(PREFIX) ? decoded(whole.substring(PREFIX.length())) : new byte[0];
    if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "%s and %d to %d bytes in base64 are expected; make one with: echo %s$(openssl rand"
                  .formatted(PREFIX, LEAST_BYTES, MOST_BYTES, PREFIX)
              + " -base64 32)");
    }
    return new SigningSecret(key);
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  /// The secret as its holders write it.
  ///
  /// @return what [#of] reads
  public Secret text() {
    return new Secret(PREFIX + Base64.getEncoder().encodeToString(key));
  }

  /// Signs a request.
  ///
  /// @param id names what it tells, the same however often it is told
  /// @param epochSeconds when it is sent
  /// @param body its body
  /// @return the version of the signature and the signature: `v1,…`
  public String sign(String id, long epochSeconds, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] signed = "%s.%d.%s".formatted(id, epochSeconds, body).getBytes(UTF_8);
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SigningSecret same && MessageDigest.isEqual(key, same.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  /// Shows nothing.
  ///
  /// @return a constant
  @Override
  public String toString() {
    return "[REDACTED]";
  }
}
