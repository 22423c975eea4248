package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Database;
import io.heimdall.db.DatabaseConfig;
import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionEvent;
import io.heimdall.db.acquisition.AcquisitionPlan;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionRequest;
import io.heimdall.db.acquisition.EventLog;
import io.heimdall.db.acquisition.NewAcquisition;
import io.heimdall.server.chaos.cluster.RestartableDatabase;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a run's write when PostgreSQL crashes in the middle of it and, started again,
/// gives the number of the lost transaction to another one.
@Timeout(60)
class CrashedWriteIT {

  /// More than were under way at the crash.
  private static final int TRANSACTIONS_OF_OTHERS = 50;

  @TempDir private Path directory;

  @Test
  void isNotTakenForTheTransactionThatGotItsNumber() throws Exception {
    try (var postgres = new RestartableDatabase(directory);
        Database database = Database.open(config(postgres));
        EventBell bell = EventBell.open(database)) {
      Acquisition made = acquisition(new Transactions(connecting(postgres)));
      var journal =
          new RunJournal(
              new Transactions(crashingOnce(postgres)), made.lease(), bell, InstantSource.system());

      journal.begin(made);

      List<AcquisitionEvent> events =
          new Transactions(connecting(postgres))
              .inSnapshot(tx -> new EventLog().after(tx, made.id(), 0, 10));
      assertThat(events).extracting(AcquisitionEvent::type).containsExactly("STATE_CHANGED");
    }
  }

  private static DatabaseConfig config(RestartableDatabase postgres) throws IOException {
    return DatabaseConfig.fromUrl(
        postgres.settings(postgres.address()).getOrDefault("DATABASE_URL", ""));
  }

  private static Acquisition acquisition(Transactions transactions) {
    var request = new AcquisitionRequest("tester", "request", "hash", null);
    var plan = new AcquisitionPlan(7_040_000, 1_000_000_000L, 0, 1, Instant.EPOCH, "{}", "{}");
    return transactions.inTransaction(tx ->
        new AcquisitionRepository()
            .create(
                tx,
                new NewAcquisition(
                    UUID.randomUUID(), request, plan, List.of(7_040_000L), null, "node"))
            .acquisition());
  }

  private interface Connecting {
    Connection connect() throws SQLException;
  }

  private static DataSource connecting(RestartableDatabase postgres) {
    return dataSource(postgres::connect);
  }

  private static DataSource dataSource(Connecting source) {
    return (DataSource)
        Proxy.newProxyInstance(
            CrashedWriteIT.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, _) -> {
              assertThat(method.getName()).isEqualTo("getConnection");
              return source.connect();
            });
  }

  /// The first commit finds PostgreSQL gone; when it is back, others are first.
  private static DataSource crashingOnce(RestartableDatabase postgres) {
    var crashed = new AtomicBoolean();
    return dataSource(() -> {
      Connection real = postgres.connect();
      return (Connection)
          Proxy.newProxyInstance(
              CrashedWriteIT.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (_, method, arguments) -> {
                if (method.getName().equals("commit") && !crashed.getAndSet(true)) {
                  postgres.crash();
                  postgres.restart();
                  useNumbers(postgres);
                }
                try {
                  return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    });
  }

  private static void useNumbers(RestartableDatabase postgres) throws SQLException {
    try (Connection others = postgres.connect();
        var statement = others.createStatement()) {
      for (int n = 0; n < TRANSACTIONS_OF_OTHERS; n++) {
        statement.execute("select pg_current_xact_id()");
      }
    }
  }
}
