package io.heimdall.db.receiver;

/// A receiver has been changed since the caller read it. Nothing was written.
public final class StaleReceiverException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int receiverId;
  private final long currentRevision;

  StaleReceiverException(int receiverId, long expectedRevision, long currentRevision) {
    super(
        "receiver %d is at revision %d, the change was made for revision %d"
            .formatted(receiverId, currentRevision, expectedRevision));
    this.receiverId = receiverId;
    this.currentRevision = currentRevision;
  }

  /// The receiver.
  ///
  /// @return its id
  public int receiverId() {
    return receiverId;
  }

  /// Where the receiver is now.
  ///
  /// @return its revision
  public long currentRevision() {
    return currentRevision;
  }
}
