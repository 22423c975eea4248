package io.heimdall.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.measurement.SeriesDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Lines of the audit log that are too old go, whether or not the table is cut into chunks.
class AuditRetentionIT {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private SeriesDatabase database;

  @BeforeEach
  void open() {
    database = SeriesDatabase.create();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void removesOldLinesOfSeveralMonthsAndNoOthers() {
    database.execute(
        """
        insert into audit_log (at, actor, action, target_type, target_id)
        select timestamptz '2026-01-01T00:00:00Z' + n * interval '15 minutes', 'a', 'b', 'c', 'd'
        from generate_series(0, 15000) n
        """);
    String kept =
        database.read("select count(*) from audit_log where at >= '2026-05-02T00:00:00Z'");

    new AuditRetention(database.transactions(), InstantSource.fixed(NOW), Duration.ofDays(30))
        .run();

    assertThat(database.read("select min(at) = '2026-05-02T00:00:00Z' from audit_log"))
        .isEqualTo("t");
    assertThat(database.read("select count(*) from audit_log")).isEqualTo(kept);
  }
}
