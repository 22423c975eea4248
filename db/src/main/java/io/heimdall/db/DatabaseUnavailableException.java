package io.heimdall.db;

/// The database cannot be reached, is restarting, or has no connection to spare: the same call may
/// succeed later.
public final class DatabaseUnavailableException extends DatabaseException {

  private static final long serialVersionUID = 1L;

  DatabaseUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
