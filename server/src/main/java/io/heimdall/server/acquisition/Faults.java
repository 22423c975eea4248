package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.ERROR;

import io.heimdall.db.DatabaseException;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.storage.StorageFailure;
import org.jspecify.annotations.Nullable;

/// What faults of this server mean for the receiver they concern.
final class Faults {

  private static final System.Logger LOG = System.getLogger(Faults.class.getName());

  private Faults() {}

  /// Logs a fault and turns it into the outcome of its receiver.
  ///
  /// @param part the receiver
  /// @param fault what was thrown
  /// @return the outcome
  static ReceiverFailure failureOf(ReceiverPart part, RuntimeException fault) {
    LOG.log(
        ERROR,
        "receiver %d of %s".formatted(part.receiverId(), part.recording().id().acquisitionId()),
        fault);
    return switch (fault) {
      case StorageFailure e ->
          new ReceiverFailure(FailureReason.STORAGE, String.valueOf(e.getMessage()), e);
      case DatabaseException e ->
          new ReceiverFailure(FailureReason.STORAGE, "the database did not take its rows", e);
      default ->
          new ReceiverFailure(
              FailureReason.INTERNAL, "a fault of the server; its log has the details", fault);
    };
  }

  /// Whether an outcome is the server's own doing.
  ///
  /// @param cause the outcome; null for a good one
  /// @return true for one that says nothing of the receiver
  static boolean own(@Nullable ReceiverFailure cause) {
    return cause != null
        && (cause.reason() == FailureReason.STORAGE || cause.reason() == FailureReason.INTERNAL);
  }
}
