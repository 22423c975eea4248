package io.heimdall.db;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScratchDatabaseIT {

  private static final String NAME = "scratch_" + ProcessHandle.current().pid();
  private static final String EXISTS =
      "select count(*) from pg_database where datname = '" + NAME + "'";

  @Test
  void standsBesideItsDatabaseUntilItIsClosed() {
    try (var given = TestDatabase.create()) {
      given.execute("update receivers set name = 'Renamed' where id = 1");

      try (var scratch = ScratchDatabase.create(TestDatabase.config(given.name()), NAME)) {
        assertThat(given.read(EXISTS)).isEqualTo("1");
        assertThat(read(scratch, "select name from receivers where id = 1"))
            .isNotEqualTo("Renamed");
      }

      assertThat(given.read(EXISTS)).isEqualTo("0");
    }
  }

  @Test
  void takesThePlaceOfOneThatWasLeft() {
    try (var given = TestDatabase.create()) {
      TestDatabase.administer("create database " + NAME);

      try (var scratch = ScratchDatabase.create(TestDatabase.config(given.name()), NAME)) {
        assertThat(read(scratch, "select count(*) from measurements")).isEqualTo("0");
      }
    }
  }

  private static @Nullable String read(ScratchDatabase scratch, String sql) {
    return scratch.transactions().<@Nullable String>inTransaction(tx -> TestDatabase.read(tx, sql));
  }
}
