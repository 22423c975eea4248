package io.heimdall.client.encryption;

import java.io.IOException;

/// Bytes cannot be decrypted; the message is a sentence for people. None of the bytes that it is
/// about has been handed out.
public final class DecryptionException extends IOException {

  private static final long serialVersionUID = 1L;

  /// What is wrong.
  public enum Problem {
    /// They are not encrypted, or by a program that this one does not know yet.
    NOT_ENCRYPTED,
    /// They were encrypted with another key.
    WRONG_KEY,
    /// Some are not those that were written, or stand where others were.
    DAMAGED,
    /// They end before their end.
    TRUNCATED
  }

  private final Problem problem;

  DecryptionException(Problem problem, String sentence) {
    super(sentence);
    this.problem = problem;
  }

  /// What is wrong.
  ///
  /// @return the problem
  public Problem problem() {
    return problem;
  }
}
