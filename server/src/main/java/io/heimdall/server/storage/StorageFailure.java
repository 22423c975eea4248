package io.heimdall.server.storage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Storing or reading bytes failed. Unchecked: it passes through to the one place that turns it
/// into a recording's outcome or a status.
public final class StorageFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// What kind of failure it is, by what a caller can do about it.
  public enum Kind {
    /// The store does not answer or is overloaded; trying again later may work.
    UNAVAILABLE,
    /// There is no room: disk full, quota reached, or the spool's own limit.
    FULL,
    /// The store refuses our credentials or this action.
    DENIED,
    /// No such object or bucket.
    NOT_FOUND,
    /// An object of this key exists and create-only was asked.
    EXISTS,
    /// The bytes are not what was written.
    CORRUPT,
    /// The samples asked for lie outside the recording.
    OUT_OF_RANGE,
    /// The store understands the request and cannot do it, or answered what we do not know.
    UNSUPPORTED
  }

  private final Kind kind;
  private final @Nullable String objectKey;

  /// Makes a failure that concerns no single object.
  ///
  /// @param kind what kind it is
  /// @param message one sentence that says what was expected and what came
  public StorageFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
    this.objectKey = null;
  }

  /// Makes a failure that concerns no single object and that another exception caused.
  ///
  /// @param kind what kind it is
  /// @param message one sentence that says what was expected and what came
  /// @param cause what was thrown underneath
  public StorageFailure(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, null, cause);
  }

  /// Makes a failure of one object.
  ///
  /// @param kind what kind it is
  /// @param message one sentence that names the object, what was expected and what came
  /// @param objectKey the object
  /// @param cause what was thrown underneath, if anything
  public StorageFailure(
      Kind kind, String message, @Nullable String objectKey, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.objectKey = objectKey;
  }

  /// Makes a failure of kind [Kind#CORRUPT].
  ///
  /// @param objectKey the object
  /// @param why what was expected and what came
  /// @return the failure
  static StorageFailure corrupt(String objectKey, String why) {
    return new StorageFailure(Kind.CORRUPT, objectKey + ": " + why, objectKey, null);
  }

  /// What kind of failure it is.
  ///
  /// @return the kind
  public Kind kind() {
    return kind;
  }

  /// The object that it concerns.
  ///
  /// @return its key, or nothing when it concerns no single object
  public Optional<String> objectKey() {
    return Optional.ofNullable(objectKey);
  }
}
