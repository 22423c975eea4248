package io.heimdall.server.bench;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;

/// Fills a database with artifacts whose rows are written straight away, without bytes, as they are
/// in use rather than as is easy to search: 50 owners of whom the first has a sixth of everything
/// and the last half a percent, and ten who have some twenty each; one in ten public, one in ten
/// shared with a user or a group; words, tags and labels of which few are frequent and many are
/// rare; and projects, whose word and tag are in half of what their owner makes for a while, and
/// nowhere else.
final class ArtifactSeeding {

  /// Owners of much, from the largest on.
  static final int OWNERS = 50;

  static final int USERS = 60;
  static final int GROUPS = 10;
  static final int WORDS = 20_000;
  static final int TAGS = 1_000;
  static final int STATIONS = 500;

  /// Each owner begins a new project after so many artifacts of anybody.
  static final int PROJECT_ROWS = 50_000;

  /// The time between two artifacts.
  static final Duration PACE = Duration.ofSeconds(30);

  /// When the artifact before the first one would have been made.
  static final Instant BEGIN = Instant.parse("2025-01-01T00:00:00Z");

  /// Media types and the ends of file names, the most frequent first.
  static final List<String> TYPES =
      List.of(
          "audio/wav",
          "image/png",
          "application/json",
          "text/csv",
          "application/octet-stream",
          "video/mp4",
          "text/plain",
          "application/pdf");

  static final List<String> EXTENSIONS =
      List.of("wav", "png", "json", "csv", "bin", "mp4", "txt", "pdf");

  private static final int BATCH = 10_000;

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
        'user' || owner,
        'w' || pg_temp.rank(20000) || '_w' || pg_temp.rank(20000) || '.' || (?::text[])[type],
        pg_temp.words(4, i) || coalesce(' ' || project, ''),
        pg_temp.words(12, i),
        jsonb_build_object(
          'station', 'st' || pg_temp.rank(500), 'run', floor(random() * 100000)::integer),
        (
          select coalesce(array_agg(distinct tag), '{}')
          from (
            select 'tag' || pg_temp.rank(1000)
            from generate_series(1, (i % 5)::integer)
            union all
            select project
            where project is not null
          ) as tags (tag)
        ),
        case when random() < 0.1 then 'PUBLIC' else 'PRIVATE' end,
        (?::text[])[type],
        exp(random() * 20)::bigint,
        repeat('ab', 32),
        1,
        ?::timestamptz + i * ?::interval,
        ?::timestamptz + i * ?::interval
      from (
        select
          i,
          owner,
          type,
          case when in_project then 'p' || owner || 'x' || i / 50000 end as project
        from (
          select
            i,
            case
              when random() < 0.0002 then 51 + floor(random() * 10)::integer
              else pg_temp.rank(50)
            end as owner,
            pg_temp.rank(8) as type,
            random() < 0.5 as in_project
          from generate_series(?::bigint, ?::bigint) as i
          offset 0
        ) as drawn
        offset 0
      ) as made
      """;

  private static final String SHARES =
      """
      with made as (
        select id, owner
        from artifacts
        where created_at between ?::timestamptz and ?::timestamptz
        offset 0
      )
      insert into artifact_shares (artifact_id, grantee_type, grantee, access, created_by)
      select id, 'USER', 'user' || (1 + floor(random() * 60)::integer), 'READ', owner
      from made
      where random() < 0.05
      union all
      select id, 'GROUP', 'group' || pg_temp.rank(10), 'READ', owner
      from made
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
      transactions.runInTransaction(tx -> {
        insert(tx, from, to);
        share(tx, from, to);
      });
      progress.accept(to);
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
      insert.setArray(1, tx.connection().createArrayOf("text", EXTENSIONS.toArray()));
      insert.setArray(2, tx.connection().createArrayOf("text", TYPES.toArray()));
      for (int column = 3; column <= 5; column += 2) {
        insert.setString(column, BEGIN.toString());
        insert.setString(column + 1, PACE.toString());
      }
      insert.setLong(7, from);
      insert.setLong(8, to);
      if (insert.executeUpdate() != to - from + 1) {
        throw new WrongResultException("not every artifact was added");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot add artifacts", e);
    }
  }

  private static void share(Tx tx, long from, long to) {
    try (PreparedStatement insert = tx.connection().prepareStatement(SHARES)) {
      insert.setString(1, BEGIN.plus(PACE.multipliedBy(from)).toString());
      insert.setString(2, BEGIN.plus(PACE.multipliedBy(to)).toString());
      insert.execute();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot share artifacts", e);
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
