package io.heimdall.db.sql;

import io.heimdall.db.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.RecordMapper;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultConnectionProvider;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/// jOOQ over an open transaction, and the few phrases every repository needs.
public final class Sql {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final Configuration POSTGRES = configuration();

  private Sql() {}

  /// The way to speak SQL inside a transaction.
  ///
  /// @param tx the open transaction
  /// @return jOOQ on its connection
  public static DSLContext on(Tx tx) {
    return DSL.using(POSTGRES.derive(new DefaultConnectionProvider(tx.connection())));
  }

  /// Refuses a statement that touched another number of rows than it must.
  ///
  /// @param affected the rows it touched
  /// @param expected the rows it must touch
  /// @param statement what it did, for the message
  /// @throws IllegalStateException when the numbers differ, which is a bug
  public static void expect(int affected, int expected, String statement) {
    if (affected != expected) {
      throw new IllegalStateException(
          "%s: expected to touch %d rows, touched %d".formatted(statement, expected, affected));
    }
  }

  /// Waits ten minutes for an answer instead of the pool's half a minute, which is for statements
  /// that touch few rows. The pool takes its own patience up again after the transaction.
  ///
  /// @param tx the transaction
  public static void patient(Tx tx) {
    try {
      tx.connection().setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
    } catch (SQLException failure) {
      throw new DataAccessException("be patient with the database", failure);
    }
  }

  /// Whether a failure is the violation of a unique constraint.
  ///
  /// @param failure what jOOQ threw
  /// @return true when the row was refused because there is one like it
  public static boolean duplicate(DataAccessException failure) {
    return UNIQUE_VIOLATION.equals(failure.sqlState());
  }

  /// Whether a failure is the violation of a unique constraint.
  ///
  /// @param failure what the driver threw
  /// @return true when the row was refused because there is one like it
  static boolean duplicate(SQLException failure) {
    return UNIQUE_VIOLATION.equals(failure.getSQLState());
  }

  /// Whether a failure is a lock that was waited for too long.
  ///
  /// @param failure what jOOQ threw
  /// @return true when others hold it
  static boolean locked(DataAccessException failure) {
    return LOCK_NOT_AVAILABLE.equals(failure.sqlState());
  }

  /// A filter that an empty set leaves open. Several values travel as one array, so that the
  /// statement's text does not depend on their number; a single one is compared as such, which lets
  /// an index on the column and a time deliver rows in the order of the time.
  ///
  /// @param <T> the column's type
  /// @param field the column
  /// @param values the values to let through
  /// @param none an empty array of the column's type
  /// @return the condition
  public static <T> Condition in(Field<T> field, Collection<T> values, T[] none) {
    return switch (values.size()) {
      case 0 -> DSL.noCondition();
      case 1 -> field.eq(values.iterator().next());
      default -> field.eq(DSL.any(values.toArray(none)));
    };
  }

  /// The time by which it is decided what is old enough to be removed: the host's, but none that
  /// the database has not reached. So one clock that is ahead removes nothing early.
  ///
  /// @param host the host's time
  /// @return the earlier of the two
  public static Field<Instant> due(Instant host) {
    return DSL.field(
        "least({0}::timestamptz, now())", SQLDataType.INSTANT, DSL.val(host, SQLDataType.INSTANT));
  }

  /// The time from which on what is let go of is still kept for a while: the later of the host's
  /// and the database's.
  ///
  /// @param host the host's time
  /// @return the later of the two
  public static Field<Instant> latest(Instant host) {
    return DSL.field(
        "greatest({0}::timestamptz, now())",
        SQLDataType.INSTANT, DSL.val(host, SQLDataType.INSTANT));
  }

  /// A filter that null leaves open: `when(filter.from(), TIME::ge)`.
  ///
  /// @param <T> the value's type
  /// @param value the value to compare with
  /// @param comparison how to compare
  /// @return the condition
  public static <T> Condition when(@Nullable T value, Function<T, Condition> comparison) {
    return value == null ? DSL.noCondition() : comparison.apply(value);
  }

  /// Makes a record of some of a row's columns: `map(row.into(A, B), mapping(Pair::new))`.
  ///
  /// @param <R> the columns
  /// @param <T> what is made of them
  /// @param row the columns, as `Record.into` picked them
  /// @param mapper the constructor
  /// @return what was made
  public static <R extends Record, T> T map(R row, RecordMapper<R, T> mapper) {
    return Objects.requireNonNull(mapper.map(row));
  }

  private static Configuration configuration() {
    // Its greeting in the log is no news to whoever runs Heimdall.
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    return new DefaultConfiguration().set(SQLDialect.POSTGRES);
  }
}
