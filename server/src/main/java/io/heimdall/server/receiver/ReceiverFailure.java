package io.heimdall.server.receiver;

/// A receiver did not deliver. Checked, because every caller turns it into that receiver's outcome
/// and goes on with the others. Control characters in its message become spaces, whoever put them
/// there, and it is cut at 500 characters: a receiver's own words are often part of it.
public final class ReceiverFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final FailureReason reason;
  private final boolean passing;

  /// Makes a failure with a sentence for the user.
  ///
  /// @param reason the typed reason
  /// @param message one sentence that names what was expected and what came
  public ReceiverFailure(FailureReason reason, String message) {
    super(PlainText.sentence(message));
    this.reason = reason;
    passing = reason.passing();
  }

  /// Makes a failure that another exception caused.
  ///
  /// @param reason the typed reason
  /// @param message one sentence that names what was expected and what came
  /// @param cause what was thrown underneath
  public ReceiverFailure(FailureReason reason, String message, Throwable cause) {
    super(PlainText.sentence(message), cause);
    this.reason = reason;
    passing = reason.passing();
  }

  private ReceiverFailure(FailureReason reason, String message, boolean passing) {
    super(PlainText.sentence(message));
    this.reason = reason;
    this.passing = passing;
  }

  /// Makes a failure that trying again cannot cure, although others of its reason pass.
  ///
  /// @param reason the typed reason
  /// @param message one sentence that names what was expected and what came
  /// @return the failure
  public static ReceiverFailure lasting(FailureReason reason, String message) {
    return new ReceiverFailure(reason, message, false);
  }

  /// The typed reason.
  ///
  /// @return the reason
  public FailureReason reason() {
    return reason;
  }

  /// Whether the same attempt may succeed later; the reason decides unless the receiver said more.
  ///
  /// @return true for a failure that passes
  public boolean passing() {
    return passing;
  }
}
