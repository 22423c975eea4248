package io.heimdall.server.receiver;

/// A receiver did not deliver. Checked, because every caller turns it into that receiver's outcome
/// and goes on with the others.
public final class ReceiverFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final FailureReason reason;

  /// Makes a failure with a sentence for the user.
  ///
  /// @param reason the typed reason
  /// @param message one sentence that names what was expected and what came
  public ReceiverFailure(FailureReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /// Makes a failure that another exception caused.
  ///
  /// @param reason the typed reason
  /// @param message one sentence that names what was expected and what came
  /// @param cause what was thrown underneath
  public ReceiverFailure(FailureReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /// The typed reason.
  ///
  /// @return the reason
  public FailureReason reason() {
    return reason;
  }
}
