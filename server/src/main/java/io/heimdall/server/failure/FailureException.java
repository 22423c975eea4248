package io.heimdall.server.failure;

import org.jspecify.annotations.Nullable;

/// Carries a [Failure] to the edge. Unchecked, since nobody in between can do anything about it.
public final class FailureException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  /// Wraps a failure.
  ///
  /// @param failure what went wrong
  public FailureException(Failure failure) {
    this(failure, null);
  }

  /// Wraps a failure that an exception caused; the cause stays inside and in the log.
  ///
  /// @param failure what went wrong
  /// @param cause what was thrown underneath
  public FailureException(Failure failure, @Nullable Throwable cause) {
    super(failure.reason() + ": " + failure.message(), cause);
    this.failure = failure;
  }

  /// What went wrong.
  ///
  /// @return the failure
  public Failure failure() {
    return failure;
  }
}
