package io.heimdall.server.iq.file;

/// A file of samples does not say something without which its samples mean nothing, and nobody else
/// has said it.
public final class FactMissingException extends IqFileException {

  private static final long serialVersionUID = 1L;

  /// Makes the failure.
  ///
  /// @param message one sentence that says what is missing
  public FactMissingException(String message) {
    super(message);
  }
}
