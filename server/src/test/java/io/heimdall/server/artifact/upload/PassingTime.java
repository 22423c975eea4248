package io.heimdall.server.artifact.upload;

import io.heimdall.db.Transactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// Lets time pass for what is due to be removed, in the database and in the embedded store: a
/// host's clock that is ahead of them removes nothing.
public final class PassingTime {

  private PassingTime() {}

  /// Makes everything older.
  ///
  /// @param transactions where rows are
  /// @param objects where the embedded store has its files
  /// @param by by how much
  /// @throws IOException when files cannot be made older
  public static void pass(Transactions transactions, Path objects, Duration by) throws IOException {
    String passed = "interval '%d seconds'".formatted(by.toSeconds());
    for (String sql :
        List.of(
            "update artifact_uploads set expires_at = expires_at - " + passed,
            "update artifact_garbage set remove_at = remove_at - " + passed,
            "update artifacts set deleted_at = deleted_at - %1$s, purge_at = purge_at - %1$s where deleted_at is not null"
                .formatted(passed))) {
      transactions.runInTransaction(tx -> {
        try (Statement statement = tx.connection().createStatement()) {
          var _ = statement.executeUpdate(sql);
        } catch (SQLException e) {
          throw new IllegalStateException(sql, e);
        }
      });
    }
    try (Stream<Path> files = Files.walk(objects)) {
      for (Path stub : files.filter(file -> file.toString().endsWith("-stub")).toList()) {
        Instant begun = Files.getLastModifiedTime(stub).toInstant();
        Files.setLastModifiedTime(stub, FileTime.from(begun.minus(by)));
      }
    }
  }
}
