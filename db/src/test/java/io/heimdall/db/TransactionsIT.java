package io.heimdall.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionsIT {

  private static TestDatabase database;
  private static Transactions transactions;

  @BeforeAll
  static void open() {
    database = TestDatabase.create(2);
    transactions = database.transactions();
    database.execute("create table numbers (n integer primary key)");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.execute("delete from numbers");
  }

  @Test
  void commitsWhatTheWorkDid() {
    transactions.runInTransaction(tx -> execute(tx, "insert into numbers values (1)"));

    assertThat(count()).isEqualTo("1");
  }

  @Test
  void rollsBackWhenTheWorkFails() {
    assertThatThrownBy(() ->
            transactions.runInTransaction(tx -> {
              execute(tx, "insert into numbers values (1)");
              throw new IllegalStateException("changed its mind");
            }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("changed its mind");

    assertThat(count()).isEqualTo("0");
  }

  @Test
  void refusesATransactionInsideATransaction() {
    assertThatThrownBy(() ->
            transactions.runInTransaction(
                _ -> transactions.runInTransaction(inner -> execute(inner, "select 1"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("pass its Tx on");
    assertThat(count()).isEqualTo("0");
  }

  @Test
  void readsOneMomentInASnapshot() {
    String seen =
        transactions.inSnapshot(tx -> {
          read(tx, "select count(*) from numbers");
          elsewhere(() -> database.execute("insert into numbers values (1)"));
          return read(tx, "select count(*) from numbers");
        });

    assertThat(seen).isEqualTo("0");
    assertThat(count()).isEqualTo("1");
  }

  @Test
  void writesNothingInASnapshot() {
    assertThatThrownBy(() ->
            transactions.inSnapshot(tx -> {
              DSL.using(tx.connection()).execute("insert into numbers values (1)");
              return "";
            }))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("read-only transaction");
  }

  @Test
  void servesManyMoreThreadsThanConnections() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 1; n <= 100; n++) {
        int number = n;
        threads.execute(() -> database.execute("insert into numbers values (" + number + ")"));
      }
    }

    assertThat(count()).isEqualTo("100");
  }

  @Test
  void refusesNobodyWhileOthersAreServed() {
    String name = TestDatabase.createEmpty();
    DatabaseConfig usual = TestDatabase.config(name);
    var impatient =
        new DatabaseConfig(
            usual.jdbcUrl(), usual.user(), usual.password(), 2, Duration.ofSeconds(1));
    var served = new AtomicInteger();

    try (Database small = Database.open(impatient);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < 60; n++) {
        threads.execute(() ->
            small
                .transactions()
                .runInTransaction(tx -> {
                  var _ = read(tx, "select pg_sleep(0.05)");
                  served.incrementAndGet();
                }));
      }
    }

    // Two at a time, the last one waits for half as long again as a connection may take.
    assertThat(served).hasValue(60);
  }

  @Test
  void tellsWhatPassesFromWhatDoesNot() {
    assertThatThrownBy(() -> fail("40P01")).isInstanceOf(DatabaseUnavailableException.class);
    assertThatThrownBy(() -> fail("53300")).isInstanceOf(DatabaseUnavailableException.class);
    assertThatThrownBy(() -> fail("42601"))
        .isInstanceOf(DatabaseException.class)
        .isNotInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("42601");
  }

  @Test
  void runsItsTestsInASessionThatIsNotInUtc() {
    assertThat(database.read("show time zone")).isNotEqualTo("UTC");
  }

  private static void fail(String sqlState) {
    transactions.runInTransaction(tx ->
        DSL.using(tx.connection(), SQLDialect.POSTGRES)
            .execute(
                "do $$ begin raise exception 'made up' using errcode = '"
                    + sqlState
                    + "'; end $$"));
  }

  private static @Nullable String count() {
    return database.read("select count(*) from numbers");
  }

  private static void elsewhere(Runnable work) {
    var thread = Thread.ofVirtual().start(work);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static void execute(Tx tx, String sql) {
    try (var statement = tx.connection().createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String read(Tx tx, String sql) {
    try (var statement = tx.connection().createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
