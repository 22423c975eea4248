package io.heimdall.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditFilter;
import io.heimdall.db.audit.AuditLine;
import io.heimdall.db.audit.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DatabaseIT {

  private static final AuditEntry ENTRY = new AuditEntry("alice", "a.b", "a", "1", "{}");
  private static final String TIMESCALE =
      """
      select count(*) from pg_available_extensions
      where name = 'timescaledb'
        and current_setting('shared_preload_libraries') like '%timescaledb%'
      """;
  private static final String HYPERTABLES =
      "select string_agg(hypertable_name, ' ' order by hypertable_name)"
          + " from timescaledb_information.hypertables";

  @Test
  void migratesAnEmptyDatabaseAndLeavesAMigratedOneAlone() {
    try (var first = TestDatabase.create()) {
      first.execute("update receivers set name = 'Renamed' where id = 1");
      try (Database _ = Database.open(TestDatabase.config(first.name()))) {
        assertThat(first.read("select name from receivers where id = 1")).isEqualTo("Renamed");
        assertThat(first.read("select count(*) from flyway_schema_history where not success"))
            .isEqualTo("0");
      }
    }
  }

  @Test
  void saysThatTheSchemaIsNotTheOneItMakes() {
    try (var other = TestDatabase.create()) {
      other.execute(
          "update flyway_schema_history set checksum = checksum + 1 where version = '001'");

      assertThatThrownBy(() -> Database.open(TestDatabase.config(other.name())))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("a schema that this program did not make");
    }
  }

  @Test
  void removesByTheEarlierOfTwoClocks() {
    try (var database = TestDatabase.create()) {
      Transactions transactions = database.transactions();
      Instant now = Instant.now();
      Instant ahead = now.plus(Duration.ofDays(400));
      Instant behind = now.minus(Duration.ofDays(400));
      assertThat(new DueClock(transactions, () -> ahead).instant())
          .isBetween(now.minusSeconds(3600), now.plusSeconds(3600));
      assertThat(new DueClock(transactions, () -> behind).instant()).isEqualTo(behind);
    }
  }

  @Test
  void letsSeveralProcessesMigrateAtOnce() throws Exception {
    String name = TestDatabase.createEmpty();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> open =
          () -> {
            try (Database database = Database.open(TestDatabase.config(name).withPoolSize(2))) {
              return database.description();
            }
          };
      List<String> descriptions = new ArrayList<>();
      for (var opened : threads.invokeAll(Collections.nCopies(4, open))) {
        descriptions.add(opened.get());
      }
      assertThat(descriptions)
          .hasSize(4)
          .allSatisfy(description ->
              assertThat(description)
                  .startsWith("PostgreSQL ")
                  .contains(" at postgresql://")
                  .endsWith("/" + name));
    } finally {
      TestDatabase.administer("drop database " + name + " with (force)");
    }
  }

  @Test
  void saysThatADatabaseCannotBeReached() {
    var nobody =
        new DatabaseConfig(
            "jdbc:postgresql://127.0.0.1:1/nothing",
            "nobody",
            DatabasePassword.of("secret"),
            2,
            Duration.ofMillis(500));

    assertThatThrownBy(() -> Database.open(nobody))
        .isInstanceOf(DatabaseUnavailableException.class);
  }

  @Test
  void saysThatADatabaseDoesNotExist() {
    assertThatThrownBy(() -> Database.open(TestDatabase.config("missing")))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("3D000");
  }

  @Test
  void refusesWorkOnceClosed() {
    var database = TestDatabase.create();
    Transactions transactions = database.transactions();
    database.close();

    assertThatThrownBy(() -> transactions.runInTransaction(_ -> {}))
        .isInstanceOf(DatabaseException.class);
  }

  @Test
  void staysPlainWithoutTimescale() {
    try (var database = TestDatabase.create()) {
      assumeTrue(!timescale(database.transactions()), "TimescaleDB is installed here");

      assertThat(database.read("select count(*) from pg_extension where extname = 'timescaledb'"))
          .isEqualTo("0");
    }
  }

  @Test
  void cutsTimeSeriesIntoChunksWithTimescaleAndMovesTheRowsThatAreThere() {
    String name = TestDatabase.createEmpty();
    try {
      TestDatabase.migrateWithoutTimescale(name, "latest");
      try (var pool = TestDatabase.pool(name, 1)) {
        var before = new Transactions(pool);
        assumeTrue(
            timescale(before), "needs HEIMDALL_TEST_DATABASE_URL of a server with TimescaleDB");
        before.runInTransaction(tx -> new AuditLog().append(tx, ENTRY));
      }
      for (int start = 0; start < 2; start++) {
        try (Database database = Database.open(TestDatabase.config(name))) {
          database.transactions().runInTransaction(tx -> new AuditLog().append(tx, ENTRY));
        }
      }

      try (var pool = TestDatabase.pool(name, 1)) {
        var after = new Transactions(pool);
        assertThat(after.<@Nullable String>inTransaction(tx -> TestDatabase.read(tx, HYPERTABLES)))
            .isEqualTo("audit_log measurements receiver_checks");
        assertThat(after.inTransaction(DatabaseIT::auditLines))
            .containsExactly(ENTRY, ENTRY, ENTRY);
      }
    } finally {
      TestDatabase.administer("drop database " + name + " with (force)");
    }
  }

  private static List<AuditEntry> auditLines(Tx tx) {
    return new AuditLog()
        .list(tx, AuditFilter.ALL, null, 10).rows().stream().map(AuditLine::entry).toList();
  }

  private static boolean timescale(Transactions transactions) {
    return "1"
        .equals(
            transactions.<@Nullable String>inTransaction(tx -> TestDatabase.read(tx, TIMESCALE)));
  }
}
