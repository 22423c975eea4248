package io.heimdall.db;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/// The database failed or refused for a reason that is not the caller's. What a caller did wrong
/// has an exception of its own beside the repository that throws it.
public sealed class DatabaseException extends RuntimeException
    permits DatabaseUnavailableException, StatementCancelledException {

  private static final long serialVersionUID = 1L;

  /// Besides a lost connection (class 08) and a lack of room or connections (class 53):
  /// serialisation and deadlock, a standby that is about to be promoted, a transaction that was
  /// idle for too long, and the server going down or coming up.
  private static final Set<String> PASSING =
      Set.of("25006", "25P03", "40001", "40P01", "57P01", "57P02", "57P03", "57P05");

  private static final String CANCELLED = "57014";

  DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }

  static DatabaseException of(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        if (passing(sql)) {
          return new DatabaseUnavailableException(
              "the database cannot be reached now: " + sql.getMessage(), failure);
        }
        String refused = "the database refused (SQLSTATE " + sql.getSQLState() + ")";
        return CANCELLED.equals(sql.getSQLState())
            ? new StatementCancelledException(refused, failure)
            : new DatabaseException(refused, failure);
      }
    }
    return new DatabaseException("a statement failed before it reached the database", failure);
  }

  /// The schema is not the one that this program makes.
  static DatabaseException ofSchema(Exception failure) {
    return new DatabaseException(
        "the database has a schema that this program did not make: a migration was applied that it"
            + " has in another form, or not at all",
        failure);
  }

  private static boolean passing(SQLException failure) {
    String state = failure.getSQLState();
    return failure instanceof SQLTransientConnectionException
        || (state != null
            && (state.startsWith("08") || state.startsWith("53") || PASSING.contains(state)));
  }
}
