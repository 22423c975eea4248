package io.heimdall.db;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/// The database failed or refused for a reason that is not the caller's. What a caller did wrong
/// has an exception of its own beside the repository that throws it.
public sealed class DatabaseException extends RuntimeException
    permits DatabaseUnavailableException {

  private static final long serialVersionUID = 1L;

  /// Connection lost (class 08), serialisation and deadlock (class 40), too many connections, and
  /// the server going down or coming up.
  private static final Set<String> PASSING =
      Set.of("40001", "40P01", "53300", "57P01", "57P02", "57P03", "57P05");

  DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }

  static DatabaseException of(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return passing(sql)
            ? new DatabaseUnavailableException(
                "the database cannot be reached now: " + sql.getMessage(), failure)
            : new DatabaseException(
                "the database refused (SQLSTATE " + sql.getSQLState() + ")", failure);
      }
    }
    return new DatabaseException("a statement failed before it reached the database", failure);
  }

  private static boolean passing(SQLException failure) {
    String state = failure.getSQLState();
    return failure instanceof SQLTransientConnectionException
        || (state != null && (state.startsWith("08") || PASSING.contains(state)));
  }
}
