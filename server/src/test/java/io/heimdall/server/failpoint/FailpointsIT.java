package io.heimdall.server.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.Database;
import io.heimdall.server.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailpointsIT {
  private static final String EVENT =
      "insert into acquisition_events (acquisition_id, sequence, at, type, payload)"
          + " select id, 1, now(), 'X', '{}' from acquisitions";
  private static final String SEGMENT =
      "insert into recording_segments select * from recording_segments";
  private static final String TASK = "delete from acquisition_tasks where task_name = ''";

  @TempDir static Path directory;
  private static EmbeddedPostgres postgres;
  private static Database database;

  private final AtomicInteger ends = new AtomicInteger();

  @BeforeAll
  static void open() throws Exception {
    postgres = EmbeddedPostgres.start(directory);
    database = Database.open(postgres.config());
  }

  @AfterAll
  static void close() throws Exception {
    database.close();
    postgres.close();
  }

  @Test
  void endsAtThePassThatWasNamed() throws SQLException {
    DataSource source = armed("after-event-written:2");

    write(source, EVENT);
    assertThat(ends).hasValue(0);
    write(source, SEGMENT);
    assertThat(ends).hasValue(0);
    write(source, EVENT);

    assertThat(ends).hasValue(1);
  }

  @Test
  void knowsCommitsThatListASegment() throws SQLException {
    DataSource source = armed("before-row-committed");

    write(source, EVENT);
    assertThat(ends).hasValue(0);
    write(source, SEGMENT);

    assertThat(ends).hasValue(1);
  }

  @Test
  void knowsTasksThatAreRemoved() throws SQLException {
    DataSource source = armed("before-task-completed");

    write(source, TASK);

    assertThat(ends).hasValue(1);
  }

  @Test
  void isInNobodysWayUnlessArmed() {
    DataSource source = database.heartbeats();

    assertThat(Failpoints.NONE.around(source)).isSameAs(source);
  }

  @Test
  void listsThePlacesForAnUnknownOne() {
    assertThatThrownBy(() -> Failpoints.armed("after-lunch"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("before-object-written");
  }

  private DataSource armed(String text) {
    return Failpoints.armed(text, ends::incrementAndGet).around(database.heartbeats());
  }

  private static void write(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try (var statement = connection.prepareStatement(sql)) {
        var _ = statement.executeUpdate();
      }
      connection.commit();
    }
  }
}
