package io.heimdall.server.receiver.courtesy;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Database;
import io.heimdall.db.Transactions;
import io.heimdall.db.courtesy.NewBan;
import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.FreshDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How turns are kept where something is in the way.
@Timeout(60)
class TurnKeeperIT {

  private static final Duration LONG = Duration.ofSeconds(20);

  private static FreshDatabase postgres;
  private static Database database;

  private Turns turns;
  private TurnKeeper keeper;

  @BeforeAll
  static void start() {
    postgres = FreshDatabase.create();
    database = Database.open(postgres.config());
  }

  @AfterAll
  static void stop() {
    database.close();
    postgres.close();
  }

  @BeforeEach
  void begin() throws SQLException {
    try (var connection = connection()) {
      execute(connection, "delete from receiver_leases");
      execute(connection, "delete from receiver_bans");
    }
    turns = new Turns();
    keeper = new TurnKeeper(new Transactions(database.heartbeats()), "a", turns);
  }

  @AfterEach
  void end() {
    keeper.close();
  }

  @Test
  void givesUpABanTheDatabaseRefusesAndNothingElse() throws Exception {
    Turn turn = take(1);
    var refused = new NewBan(at(1), "QUOTA", "30\0");
    var kept = new NewBan(at(2), "QUOTA", "30");
    turns.ban(turn, List.of(refused, kept));
    turn.close();

    // Neither comes before the round that keeps the bans and gives back the turn.
    take(1).close();
    take(3).close();

    assertThat(read("select string_agg(address, ' ') from receiver_bans"))
        .isEqualTo(kept.at().address());
  }

  @Test
  void endsEveryConnectionThatIsAnotherServersEvenIfOneDoesNotEndProperly() throws Exception {
    var ended = new CountDownLatch(2);
    for (int n = 1; n <= 2; n++) {
      take(n)
          .onLoss(() -> {
            ended.countDown();
            throw new IllegalStateException("it does not end properly");
          });
    }

    try (var connection = connection()) {
      execute(
          connection,
          "update receiver_leases set node_id = 'b', holder = gen_random_uuid(),"
              + " expires_at = now() + interval '1 hour'");
    }

    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    take(3).close();
  }

  /// A server that waits for another's row while it keeps rows it has given back is half of a
  /// deadlock.
  @Test
  void keepsNoRowItHasGivenBackWhileItWaitsForAnother() throws Exception {
    try (Connection other = connection();
        Connection yetAnother = connection()) {
      Turn high = take(9);
      lock(other, 1);
      lock(yetAnother, 2);
      var first = new CompletableFuture<Turn>();
      var second = new CompletableFuture<Turn>();
      Thread _ = asking(1, first);
      awaitKeeperWaiting();
      // Both come up while the keeper is in the database, so the next round has them together.
      high.close();
      Thread asking = asking(2, second);
      while (asking.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }

      other.rollback();
      first.get().close();
      String left = "select count(*) from receiver_leases where address = '192.0.2.9'";
      while (!second.isDone() && !read(left).equals("0")) {
        Thread.onSpinWait();
      }

      assertThat(second).as("its row is still locked").isNotDone();
      yetAnother.rollback();
      second.get().close();
    }
  }

  private Thread asking(int n, CompletableFuture<Turn> answer) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            answer.complete(take(n));
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
  }

  /// Locks the row of an address whose lease has expired.
  private static void lock(Connection connection, int n) throws SQLException {
    try (var before = connection()) {
      execute(
          before,
          "insert into receiver_leases values ('192.0.2.%d', 8073, gen_random_uuid(), 'x',"
                  .formatted(n)
              + " now() - interval '1 minute')");
    }
    connection.setAutoCommit(false);
    execute(
        connection,
        "select * from receiver_leases where address = '192.0.2.%d' for update".formatted(n));
  }

  private static void awaitKeeperWaiting() throws SQLException {
    while (read("select count(*) from pg_locks where not granted").equals("0")) {
      assertThat(Thread.currentThread().isInterrupted()).as("out of time").isFalse();
    }
  }

  private Turn take(int n) throws Exception {
    return turns.take("receiver " + n, List.of(at(n)), LONG);
  }

  private static ReceiverAddress at(int n) {
    return new ReceiverAddress("192.0.2." + n, 8073);
  }

  private static Connection connection() throws SQLException {
    return postgres.connect();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String read(String sql) throws SQLException {
    try (var connection = connection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
