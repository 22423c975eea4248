package io.heimdall.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;

/// The time by which it is decided what is old enough to be removed: the host's, but none that the
/// database has not reached. So one clock that is ahead removes nothing early. Not to be asked
/// within a transaction, since it takes one. Safe for any number of threads.
public final class DueClock implements InstantSource {

  private final Transactions transactions;
  private final InstantSource host;

  /// Compares two clocks.
  ///
  /// @param transactions of the database whose clock it is
  /// @param host the host's UTC
  public DueClock(Transactions transactions, InstantSource host) {
    this.transactions = transactions;
    this.host = host;
  }

  @Override
  public Instant instant() {
    Instant database = transactions.inSnapshot(DueClock::now);
    Instant here = host.instant();
    return here.isBefore(database) ? here : database;
  }

  private static Instant now(Tx tx) {
    try (PreparedStatement statement = tx.connection().prepareStatement("select now()");
        ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        throw new IllegalStateException("the database does not tell the time");
      }
      return rows.getObject(1, OffsetDateTime.class).toInstant();
    } catch (SQLException failure) {
      throw DatabaseException.of(failure);
    }
  }
}
