package io.heimdall.server.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;

/// A process that starts PostgreSQL, commits a row, says so, and waits to be killed.
final class PostgresChild {

  static final String COMMITTED = "committed";

  private PostgresChild() {}

  static void main(String[] args) throws IOException, SQLException, InterruptedException {
    var postgres = EmbeddedPostgres.start(Path.of(args[0]), Path.of(args[1]));
    try (Connection connection = EmbeddedPostgresIT.connect(postgres)) {
      connection
          .createStatement()
          .execute("create table committed as select 'before the kill' as text");
    }
    System.out.println(COMMITTED);
    new CountDownLatch(1).await();
  }
}
