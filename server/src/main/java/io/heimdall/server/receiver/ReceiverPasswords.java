package io.heimdall.server.receiver;

import io.heimdall.db.receiver.SealedPassword;
import io.heimdall.server.security.SealException;
import io.heimdall.server.security.SealingKey;
import io.heimdall.server.security.Secret;

/// Passwords of receivers as they are kept: encrypted, each bound to its receiver.
public final class ReceiverPasswords {

  private final SealingKey key;

  /// Takes the key.
  ///
  /// @param key encrypts them
  public ReceiverPasswords(SealingKey key) {
    this.key = key;
  }

  /// Encrypts a password.
  ///
  /// @param receiverId whose it is
  /// @param password the password
  /// @return what is kept of it
  public SealedPassword seal(int receiverId, Secret password) {
    return new SealedPassword(key.seal(password, purpose(receiverId)));
  }

  /// Decrypts a password.
  ///
  /// @param receiverId whose it is
  /// @param sealed what was kept of it
  /// @return the password
  /// @throws ReceiverFailure with PASSWORD where this server's key does not open it
  public Secret open(int receiverId, SealedPassword sealed) throws ReceiverFailure {
    try {
      return key.open(sealed.bytes(), purpose(receiverId));
    } catch (SealException e) {
      throw new ReceiverFailure(
          FailureReason.PASSWORD,
          ("the password of receiver %d cannot be decrypted: %s; set the password again, or give"
                  + " this server the right HEIMDALL_SECRET_KEY")
              .formatted(receiverId, e.getMessage()),
          e);
    }
  }

  /// Tells whether two passwords are the same, to who has the key.
  ///
  /// @param password the password
  /// @return the same text for the same password
  public String fingerprint(Secret password) {
    return key.fingerprint(password, "receiver/password");
  }

  private static String purpose(int receiverId) {
    return "receiver/" + receiverId + "/password";
  }
}
