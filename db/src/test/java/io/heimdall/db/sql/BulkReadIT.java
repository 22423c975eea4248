package io.heimdall.db.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.RunningQuery;
import io.heimdall.db.StatementCancelledException;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BulkReadIT {

  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static void read(Tx tx, String sql, Consumer<CopyRow> sink) {
    BulkRead.read(tx, DSL.resultQuery(sql), sink);
  }

  private static List<Integer> numbers(Tx tx, String sql) {
    var found = new ArrayList<Integer>();
    read(tx, sql, row -> found.add(row.int4()));
    return found;
  }

  @Test
  void readsEachTypeAndNull() {
    database
        .transactions()
        .inSnapshot(tx -> {
          read(
              tx,
              "select 1, 2::bigint, 3.5::float8, '\\x0405'::bytea, null::float8, null::bytea",
              row -> {
                assertThat(row.int4()).isEqualTo(1);
                assertThat(row.int8()).isEqualTo(2);
                assertThat(row.float8()).isEqualTo(3.5);
                assertThat(row.bytea()).isEqualTo(new byte[] {4, 5});
                assertThat(row.float8()).isZero();
                assertThat(row.bytea()).isEmpty();
              });
          return true;
        });
  }

  @Test
  void readsAnyNumberOfRowsInOrderOneQueryAfterAnother() {
    List<Integer> all =
        database
            .transactions()
            .inSnapshot(tx -> {
              List<Integer> found = numbers(tx, "select 1 where false");
              found.addAll(numbers(tx, "select generate_series(1, 100000)"));
              found.addAll(numbers(tx, "select 100001"));
              return found;
            });

    assertThat(all).hasSize(100_001).isSorted().startsWith(1).endsWith(100_001);
  }

  @Test
  void endsWithWhatTheSinkThrowsAndLeavesAConnectionThatWorks() {
    var transactions = database.transactions();
    var failure = new IllegalArgumentException("enough");

    assertThatThrownBy(() ->
            transactions.inSnapshot(tx -> {
              read(
                  tx,
                  "select generate_series(1, 10000000)",
                  row -> {
                    if (row.int4() == 1_000) {
                      throw failure;
                    }
                  });
              return true;
            }))
        .isSameAs(failure);
    assertThat(transactions.<List<Integer>>inSnapshot(tx -> numbers(tx, "select 1")))
        .containsExactly(1);
  }

  @Test
  void isBrokenOffInTheMiddle() {
    assertThatThrownBy(() ->
            database
                .transactions()
                .inSnapshot(tx -> {
                  try (var running = RunningQuery.of(tx)) {
                    read(
                        tx,
                        "select generate_series(1, 10000000)",
                        row -> {
                          if (row.int4() == 1_000) {
                            running.cancel();
                          }
                        });
                  }
                  return true;
                }))
        .isInstanceOf(StatementCancelledException.class);
  }

  @Test
  void reportsWhatTheDatabaseRefusesOnTheWay() {
    assertThatThrownBy(() ->
            database
                .transactions()
                .inSnapshot(
                    tx -> numbers(tx, "select 1 / (5000 - n) from generate_series(1, 9999) as n")))
        .hasStackTraceContaining("division by zero");
  }
}
