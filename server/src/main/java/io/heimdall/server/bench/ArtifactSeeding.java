package io.heimdall.server.bench;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.LongConsumer;

/// Fills a database with artifacts whose rows are written straight away, without bytes: 50 owners,
/// one in ten public, one in ten shared with one of 50 users and 10 groups, and words, tags and
/// labels of which few are frequent and many are rare, as in real vocabularies.
final class ArtifactSeeding {

  static final int OWNERS = 50;
  static final int GROUPS = 10;
  static final int WORDS = 20_000;
  static final int TAGS = 1_000;
  static final int STATIONS = 500;

  private static final int BATCH = 20_000;

  /// Of the r-th of n words there are 1/r times as many as of the first.
  private static final String FUNCTIONS =
      """
      create or replace function pg_temp.rank(n integer) returns integer language sql volatile
        return greatest(1, least(n, floor(exp(random() * ln(n)))::integer));
      create or replace function pg_temp.words(k integer, i bigint)
      returns text language sql volatile
        return (select string_agg('w' || pg_temp.rank(20000), ' ') from generate_series(1, k));
      """;

  private static final String ARTIFACTS =
      """
      insert into artifacts (
        id, owner, name, title, description, labels, tags, visibility, content_type, size_bytes,
        sha256, version, created_at, updated_at)
      select
        gen_random_uuid(),
        'user' || (1 + floor(random() * 50)::integer),
        'w' || pg_temp.rank(20000) || '_w' || pg_temp.rank(20000) || '.dat',
        pg_temp.words(4, i),
        pg_temp.words(12, i),
        jsonb_build_object(
          'station', 'st' || pg_temp.rank(500), 'run', floor(random() * 100000)::integer),
        (
          select coalesce(array_agg(distinct 'tag' || pg_temp.rank(1000)), '{}')
          from generate_series(1, (i % 5)::integer)
        ),
        case when random() < 0.1 then 'PUBLIC' else 'PRIVATE' end,
        (array[
          'audio/wav', 'image/png', 'application/json', 'text/csv', 'application/octet-stream',
          'video/mp4', 'text/plain', 'application/pdf'])[pg_temp.rank(8)],
        exp(random() * 20)::bigint,
        repeat('ab', 32),
        1,
        timestamptz '2025-01-01' + i * interval '30 seconds',
        timestamptz '2025-01-01' + i * interval '30 seconds'
      from generate_series(?::bigint, ?::bigint) as i
      """;

  private static final String SHARES =
      """
      insert into artifact_shares (artifact_id, grantee_type, grantee, access, created_by)
      select id, 'USER', 'user' || (1 + floor(random() * 50)::integer), 'READ', owner
      from artifacts
      where random() < 0.05
      union all
      select id, 'GROUP', 'group' || (1 + floor(random() * 10)::integer), 'READ', owner
      from artifacts
      where random() < 0.05
      """;

  private final Transactions transactions;
  private final LongConsumer progress;

  ArtifactSeeding(Transactions transactions, LongConsumer progress) {
    this.transactions = transactions;
    this.progress = progress;
  }

  /// Adds rows until there are so many.
  ///
  /// @param rows how many artifacts there are to be
  void run(long rows) {
    long there = transactions.inTransaction(tx -> count(tx));
    for (long first = there + 1; first <= rows; first += BATCH) {
      long from = first;
      long to = Math.min(first + BATCH - 1, rows);
      transactions.runInTransaction(tx -> insert(tx, from, to));
      progress.accept(to);
    }
    if (there < rows) {
      transactions.runInTransaction(tx -> execute(tx, SHARES + " on conflict do nothing"));
    }
  }

  private static long count(Tx tx) {
    try (Statement statement = tx.connection().createStatement();
        var found = statement.executeQuery("select count(*) from artifacts")) {
      if (!found.next()) {
        throw new WrongResultException("a count has no row");
      }
      return found.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot count artifacts", e);
    }
  }

  private static void insert(Tx tx, long from, long to) {
    execute(tx, FUNCTIONS);
    try (PreparedStatement insert = tx.connection().prepareStatement(ARTIFACTS)) {
      insert.setLong(1, from);
      insert.setLong(2, to);
      if (insert.executeUpdate() != to - from + 1) {
        throw new WrongResultException("not every artifact was added");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot add artifacts", e);
    }
  }

  private static void execute(Tx tx, String sql) {
    try (Statement statement = tx.connection().createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot seed artifacts", e);
    }
  }
}
