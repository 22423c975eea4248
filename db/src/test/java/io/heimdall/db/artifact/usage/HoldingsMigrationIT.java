package io.heimdall.db.artifact.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Database;
import io.heimdall.db.TestDatabase;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What was uploaded before anybody counted.
class HoldingsMigrationIT {

  private static final String ARTIFACT =
      """
      insert into artifacts (id, owner, name, visibility, content_type, size_bytes, sha256, version)
      values ('00000000-0000-0000-0000-00000000000a', 'ann', 'x', 'PUBLIC', 'a/two', 20,
        repeat('0', 64), 3)
      """;

  private static final String FILES =
      """
      insert into artifact_files
        (id, artifact_id, object_key, encoding, size_bytes, stored_bytes, sha256, public_key)
      values
        ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-00000000000a', 'one',
          'PLAIN', 10, 10, repeat('0', 64), null),
        ('00000000-0000-0000-0000-0000000000f2', '00000000-0000-0000-0000-00000000000a', 'two',
          'ZSTD', 20, 5, repeat('0', 64), 'public')
      """;

  /// The last one was restored from the first.
  private static final String VERSIONS =
      """
      insert into artifact_versions (artifact_id, version, file_id, name, content_type, created_by)
      select '00000000-0000-0000-0000-00000000000a', version, file::uuid, 'x', type, 'bob'
      from (values
        (1, '00000000-0000-0000-0000-0000000000f1', 'a/one'),
        (2, '00000000-0000-0000-0000-0000000000f2', 'a/two'),
        (3, '00000000-0000-0000-0000-0000000000f1', 'a/other')
      ) v (version, file, type)
      """;

  private String name = "";

  @BeforeEach
  void migrateToThen() throws SQLException {
    name = TestDatabase.createEmpty();
    TestDatabase.migrateWithoutTimescale(name, "20");
    try (var pool = TestDatabase.pool(name, 1);
        var connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(ARTIFACT);
      statement.execute(FILES);
      statement.execute(VERSIONS);
      connection.commit();
    }
  }

  @AfterEach
  void drop() {
    TestDatabase.administer("drop database " + name + " with (force)");
  }

  @Test
  void findsWhatIsKeptOfWhatWasThere() {
    try (Database database = Database.open(TestDatabase.config(name))) {
      Holdings found =
          database.transactions().inSnapshot(tx -> new HoldingsRepository().find(tx, null, "", 10));

      Amount all = new Amount(1, 2, 30, 35);
      assertThat(found.kept()).isEqualTo(all);
      assertThat(found.deleted()).isEqualTo(Amount.NONE);
      assertThat(found.owners()).containsExactly(Map.entry("ann", all));
      assertThat(found.contentTypes())
          .containsExactly(
              Map.entry("a/two", new Amount(1, 1, 20, 25)),
              Map.entry("a/one", new Amount(0, 1, 10, 10)));
    }
  }
}
