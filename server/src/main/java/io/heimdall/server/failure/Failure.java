package io.heimdall.server.failure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A request could not be served, and it is not a fault of the server's code. One record per kind,
/// so that a switch over them is complete.
///
/// Every failure has a [Reason] that fits its kind, one sentence for the user that says what was
/// expected, what came and which thing it is about, and metadata for programs (keys in
/// lowerCamelCase, part of the contract). `throw new Failure.NotFound(…).exception()` sends it on
/// its way.
public sealed interface Failure {

  /// Why, from the contract's list.
  ///
  /// @return the reason
  Reason reason();

  /// The same for the user.
  ///
  /// @return one sentence, without secrets and without what a cause said
  String message();

  /// The same for programs: keys in lowerCamelCase.
  ///
  /// @return values by key, possibly none
  Map<String, String> metadata();

  /// Wraps it for throwing.
  ///
  /// @return an exception that carries this
  default FailureException exception() {
    return new FailureException(this);
  }

  /// Wraps it for throwing, with what caused it.
  ///
  /// @param cause what was thrown underneath; it stays inside
  /// @return an exception that carries this
  default FailureException exception(Throwable cause) {
    return new FailureException(this, cause);
  }

  private static Map<String, String> checked(
      Reason reason, Class<? extends Failure> kind, Map<String, String> metadata) {
    if (reason.kind() != kind) {
      throw new IllegalArgumentException(
          reason
              + " belongs to "
              + reason.kind().getSimpleName()
              + ", not "
              + kind.getSimpleName());
    }
    return Map.copyOf(metadata);
  }

  /// The request itself is wrong, whatever the state of things.
  ///
  /// @param reason why
  /// @param message the same for the user
  /// @param violations the fields that are wrong; none where no single field is
  /// @param metadata the same for programs
  record Invalid(
      Reason reason, String message, List<FieldViolation> violations, Map<String, String> metadata)
      implements Failure {

    /// Checks that the reason fits.
    public Invalid {
      metadata = checked(reason, Invalid.class, metadata);
      violations = List.copyOf(violations);
    }

    /// Makes one about a single field.
    ///
    /// @param reason why
    /// @param field path of the field in the request, as the contract spells it
    /// @param message what is expected and what came
    public Invalid(Reason reason, String field, String message) {
      this(reason, message, List.of(new FieldViolation(field, message)), Map.of());
    }
  }

  /// What was asked for is not there.
  ///
  /// @param reason why
  /// @param message the same for the user
  /// @param metadata the same for programs
  record NotFound(Reason reason, String message, Map<String, String> metadata) implements Failure {

    /// Checks that the reason fits.
    public NotFound {
      metadata = checked(reason, NotFound.class, metadata);
    }

    /// Makes one without metadata.
    ///
    /// @param reason why
    /// @param message the same for the user
    public NotFound(Reason reason, String message) {
      this(reason, message, Map.of());
    }
  }

  /// The state of things forbids it, until the caller changes that state.
  ///
  /// @param reason why
  /// @param message the same for the user
  /// @param metadata the same for programs
  record Precondition(Reason reason, String message, Map<String, String> metadata)
      implements Failure {

    /// Checks that the reason fits.
    public Precondition {
      metadata = checked(reason, Precondition.class, metadata);
    }

    /// Makes one without metadata.
    ///
    /// @param reason why
    /// @param message the same for the user
    public Precondition(Reason reason, String message) {
      this(reason, message, Map.of());
    }
  }

  /// What was to be made exists.
  ///
  /// @param reason why
  /// @param message the same for the user
  /// @param metadata the same for programs
  record AlreadyExists(Reason reason, String message, Map<String, String> metadata)
      implements Failure {

    /// Checks that the reason fits.
    public AlreadyExists {
      metadata = checked(reason, AlreadyExists.class, metadata);
    }

    /// Makes one without metadata.
    ///
    /// @param reason why
    /// @param message the same for the user
    public AlreadyExists(Reason reason, String message) {
      this(reason, message, Map.of());
    }
  }

  /// Somebody else was faster; read again and repeat.
  ///
  /// @param reason why
  /// @param message the same for the user
  /// @param metadata the same for programs
  record Aborted(Reason reason, String message, Map<String, String> metadata) implements Failure {

    /// Checks that the reason fits.
    public Aborted {
      metadata = checked(reason, Aborted.class, metadata);
    }

    /// Makes one without metadata.
    ///
    /// @param reason why
    /// @param message the same for the user
    public Aborted(Reason reason, String message) {
      this(reason, message, Map.of());
    }
  }

  /// A position lies outside what is there.
  ///
  /// @param reason why
  /// @param message the same for the user
  /// @param metadata the same for programs
  record OutOfRange(Reason reason, String message, Map<String, String> metadata)
      implements Failure {

    /// Checks that the reason fits.
    public OutOfRange {
      metadata = checked(reason, OutOfRange.class, metadata);
    }

    /// Makes one without metadata.
    ///
    /// @param reason why
    /// @param message the same for the user
    public OutOfRange(Reason reason, String message) {
      this(reason, message, Map.of());
    }
  }

  /// The caller is known, but may not.
  ///
  /// @param reason why
  /// @param message the same for the user
  /// @param metadata the same for programs
  record PermissionDenied(Reason reason, String message, Map<String, String> metadata)
      implements Failure {

    /// Checks that the reason fits.
    public PermissionDenied {
      metadata = checked(reason, PermissionDenied.class, metadata);
    }

    /// Makes one without metadata.
    ///
    /// @param reason why
    /// @param message the same for the user
    public PermissionDenied(Reason reason, String message) {
      this(reason, message, Map.of());
    }
  }

  /// It is not known who calls.
  ///
  /// @param reason why
  /// @param message the same for the user
  /// @param metadata the same for programs
  record Unauthenticated(Reason reason, String message, Map<String, String> metadata)
      implements Failure {

    /// Checks that the reason fits.
    public Unauthenticated {
      metadata = checked(reason, Unauthenticated.class, metadata);
    }

    /// Makes one without metadata.
    ///
    /// @param reason why
    /// @param message the same for the user
    public Unauthenticated(Reason reason, String message) {
      this(reason, message, Map.of());
    }
  }

  /// Stored data is damaged or gone; trying again does not help.
  ///
  /// @param reason why
  /// @param message the same for the user
  /// @param metadata the same for programs
  record DataLoss(Reason reason, String message, Map<String, String> metadata) implements Failure {

    /// Checks that the reason fits.
    public DataLoss {
      metadata = checked(reason, DataLoss.class, metadata);
    }

    /// Makes one without metadata.
    ///
    /// @param reason why
    /// @param message the same for the user
    public DataLoss(Reason reason, String message) {
      this(reason, message, Map.of());
    }
  }

  /// The server is full, or the caller's share is used up.
  ///
  /// @param reason why
  /// @param message the same for the user
  /// @param retryAfter when to try again
  /// @param metadata the same for programs
  record Exhausted(Reason reason, String message, Duration retryAfter, Map<String, String> metadata)
      implements Failure {

    /// Checks that the reason fits.
    public Exhausted {
      metadata = checked(reason, Exhausted.class, metadata);
    }

    /// Makes one without metadata.
    ///
    /// @param reason why
    /// @param message the same for the user
    /// @param retryAfter when to try again
    public Exhausted(Reason reason, String message, Duration retryAfter) {
      this(reason, message, retryAfter, Map.of());
    }
  }

  /// Something the server needs does not answer; the same request may succeed later.
  ///
  /// @param reason why
  /// @param message the same for the user
  /// @param retryAfter when to try again
  /// @param metadata the same for programs
  record Unavailable(
      Reason reason, String message, Duration retryAfter, Map<String, String> metadata)
      implements Failure {

    /// Checks that the reason fits.
    public Unavailable {
      metadata = checked(reason, Unavailable.class, metadata);
    }

    /// Makes one without metadata.
    ///
    /// @param reason why
    /// @param message the same for the user
    /// @param retryAfter when to try again
    public Unavailable(Reason reason, String message, Duration retryAfter) {
      this(reason, message, retryAfter, Map.of());
    }
  }
}
