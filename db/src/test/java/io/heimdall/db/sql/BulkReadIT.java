package io.heimdall.db.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.DatabaseUnavailableException;
import io.heimdall.db.RunningQuery;
import io.heimdall.db.StatementCancelledException;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    read(tx, sql, row -> found.add(row.int4(0)));
    return found;
  }

  @Test
  void readsEachTypeAndNull() {
    database
        .transactions()
        .inSnapshot(tx -> {
          read(
              tx,
              """
              select
                1, 2::bigint, 3.5::float8, '\\x0405'::bytea, null::float8, true, 'é'::text,
                timestamptz '1969-12-31T23:59:59.999999Z', timestamptz '2026-11-26T15:00:00.000001Z',
                uuid '00112233-4455-6677-8899-aabbccddeeff'
              """,
              row -> {
                assertThat(row.int4(0)).isEqualTo(1);
                assertThat(row.int8(1)).isEqualTo(2);
                assertThat(row.float8(2)).isEqualTo(3.5);
                assertThat(row.bytes(3)).isEqualTo(new byte[] {4, 5});
                assertThat(row.isNull(4)).isTrue();
                assertThat(row.bool(5)).isTrue();
                assertThat(row.text(6)).isEqualTo("é");
                assertThat(row.micros(7)).isEqualTo(-1);
                assertThat(Instant.EPOCH.plus(row.micros(8), ChronoUnit.MICROS))
                    .isEqualTo("2026-11-26T15:00:00.000001Z");
                assertThat(row.uuid(9)).hasToString("00112233-4455-6677-8899-aabbccddeeff");
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
                    if (row.int4(0) == 1_000) {
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
  void comparesWithTextsAsTheyAre() {
    List<String> texts =
        List.of("'", "\\", "\\'; select 1 / 0; --", "''", "${x} {0} ? :y", "\"", "\n\t", "é𝄞");
    var transactions = database.transactions();

    for (String setting : List.of("on", "off")) {
      for (String text : texts) {
        List<String> found =
            transactions.inSnapshot(tx -> {
              var _ =
                  Sql.on(tx).query("set local standard_conforming_strings = " + setting).execute();
              var same = new ArrayList<String>();
              BulkRead.read(
                  tx,
                  DSL.select(DSL.val(text)).where(DSL.val(text).eq(text)),
                  row -> same.add(String.valueOf(row.text(0))));
              return same;
            });
        assertThat(found).as("standard_conforming_strings = %s", setting).containsExactly(text);
      }
    }
  }

  @Test
  void leavesAConnectionThatWorksWhereTheReaderHasEnough() {
    int after =
        database
            .transactions()
            .inSnapshot(tx -> {
              try (BulkRead rows =
                  BulkRead.open(tx, DSL.resultQuery("select generate_series(1, 10000000)"))) {
                assertThat(rows.next()).isTrue();
                return rows.row().int4(0);
              }
            });

    assertThat(after).isEqualTo(1);
    assertThat(database.transactions().<List<Integer>>inSnapshot(tx -> numbers(tx, "select 2")))
        .containsExactly(2);
  }

  @Test
  void neverLendsAConnectionAgainOnWhichTheDatabaseWasSilentForTooLong() {
    var transactions = database.transactions();
    var silent =
        DSL.resultQuery(
            "select n, case when n = 5000 then pg_sleep(60)::text end from generate_series(1, 9999)"
                + " n");

    assertThatThrownBy(() ->
            transactions.inSnapshot(tx -> {
              patience(tx, 500);
              try (BulkRead rows = BulkRead.prepare(tx, silent)) {
                while (rows.next()) {
                  assertThat(rows.row().int4(0)).isLessThan(5000);
                }
              }
              return true;
            }))
        .isInstanceOf(DatabaseUnavailableException.class);
    for (int n = 0; n < 30; n++) {
      int expected = n;
      assertThat(transactions.<List<Integer>>inSnapshot(tx -> numbers(tx, "select " + expected)))
          .containsExactly(expected);
    }
  }

  @Test
  void givesUpAConnectionThatNeverBegins() {
    var transactions = database.transactions();

    assertThatThrownBy(() ->
            transactions.inSnapshot(tx -> {
              patience(tx, 500);
              try (BulkRead rows =
                  BulkRead.prepare(tx, DSL.resultQuery("select pg_sleep(60)::text"))) {
                return rows.next();
              }
            }))
        .isInstanceOf(DatabaseUnavailableException.class);
    assertThat(transactions.<List<Integer>>inSnapshot(tx -> numbers(tx, "select 1")))
        .containsExactly(1);
  }

  private static void patience(Tx tx, int millis) {
    try {
      tx.connection().setNetworkTimeout(Runnable::run, millis);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
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
                          if (row.int4(0) == 1_000) {
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
