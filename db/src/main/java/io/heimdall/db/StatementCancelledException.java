package io.heimdall.db;

/// The database ended a statement because it took too long, or because somebody had it do so.
public final class StatementCancelledException extends DatabaseException {

  private static final long serialVersionUID = 1L;

  StatementCancelledException(String message, Throwable cause) {
    super(message, cause);
  }
}
