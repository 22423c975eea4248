package io.heimdall.db.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Database;
import io.heimdall.db.Page;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.ArtifactCounts.Facets;
import io.heimdall.db.artifact.ArtifactField.Column;
import io.heimdall.db.artifact.ArtifactField.Label;
import io.heimdall.db.artifact.ArtifactModel.Row;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.db.filter.FilterPredicate.All;
import io.heimdall.db.filter.FilterPredicate.Any;
import io.heimdall.db.filter.FilterPredicate.Compared;
import io.heimdall.db.filter.FilterPredicate.Comparison;
import io.heimdall.db.filter.FilterPredicate.Member;
import io.heimdall.db.filter.FilterPredicate.Not;
import io.heimdall.db.filter.FilterPredicate.Text;
import io.heimdall.db.filter.FilterPredicate.Time;
import io.heimdall.db.filter.FilterPredicate.Whole;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Searches by anybody for anything find what a look at every artifact finds.
class ArtifactSearchIT {

  private static final long SEED = 41;
  private static final int ROWS = 800;
  private static final int SEARCHES = 40;
  private static final int PAGES = 3;
  private static final Instant BEGIN = Instant.parse("2023-03-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  private static final String ARTIFACT =
      """
      insert into artifacts (
        id, owner, name, title, tags, labels, visibility, size_bytes, created_at, updated_at,
        deleted_at, purge_at, content_type, sha256, version)
      values (
        ?, ?, ?, ?, ?, jsonb_build_object('station', ?::text), ?, ?, ?::timestamptz,
        ?::timestamptz, ?::timestamptz, ?::timestamptz, ?, repeat('a', 64), 1)
      """;

  private static final String SHARE =
      """
      insert into artifact_shares (
        artifact_id, grantee_type, grantee, access, expires_at, created_by)
      values (?, ?, ?, 'READ', ?::timestamptz, 'x')
      """;

  private static final Random RANDOM = new Random(SEED);

  private static Database database;
  private static Transactions transactions;
  private static ArtifactModel model;

  private final ArtifactSearch search = new ArtifactSearch();
  private final ArtifactCounts counts = new ArtifactCounts();

  /// Half of the artifacts are older than the index that searches use.
  @BeforeAll
  static void fill() {
    List<Row> rows = new ArrayList<>();
    for (int n = 0; n < ROWS; n++) {
      rows.add(row(n));
    }
    model = new ArtifactModel(rows);
    String name = TestDatabase.createEmpty();
    TestDatabase.migrateWithoutTimescale(name, "020");
    insert(name, rows.subList(0, ROWS / 2));
    database = Database.open(TestDatabase.config(name));
    transactions = database.transactions();
    insert(name, rows.subList(ROWS / 2, ROWS));
    transactions.runInTransaction(tx -> {
      execute(tx, "delete from artifact_shares where grantee = 'nobody'");
      execute(tx, "analyze artifacts");
    });
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static Row row(int n) {
    Set<String> words = new TreeSet<>();
    for (int word = 0; word < 4; word++) {
      words.add("w" + rank(40));
    }
    Set<String> tags = new TreeSet<>();
    for (int tag = 0; tag < n % 4; tag++) {
      tags.add(tag());
    }
    Map<String, Instant> shares = new HashMap<>();
    for (int share = 0; share < 3 && RANDOM.nextInt(3) == 0; share++) {
      Instant until = NOW.plusSeconds(RANDOM.nextInt(3) == 0 ? -60 : 60);
      shares.put(RANDOM.nextBoolean() ? user("USER ") : "GROUP g" + RANDOM.nextInt(4), until);
    }
    // Some at the same time, and most of them late.
    long millis = NOW.toEpochMilli() - BEGIN.toEpochMilli();
    Instant created = BEGIN.plusMillis((long) (millis * Math.sqrt(RANDOM.nextInt(400) / 400.0)));
    return new Row(
        new UUID(RANDOM.nextLong(), RANDOM.nextLong()),
        user(""),
        "f%03d".formatted(RANDOM.nextInt(500)),
        words,
        tags,
        "s" + rank(10),
        "text/" + rank(5),
        RANDOM.nextInt(6) == 0,
        RANDOM.nextInt(300),
        created,
        created.plusSeconds(RANDOM.nextInt(100_000)),
        RANDOM.nextInt(12) == 0,
        shares);
  }

  private static String user(String prefix) {
    return prefix + "u" + rank(8);
  }

  /// Some of them are in another order as strings than by their code points.
  private static String tag() {
    int rank = rank(20);
    return (rank % 2 == 0 ? "\uFF61" : "\uD83D\uDE00") + rank;
  }

  /// The smaller the more frequent.
  private static int rank(int most) {
    return (int) Math.exp(RANDOM.nextDouble() * Math.log(most));
  }

  private static void insert(String name, List<Row> rows) {
    try (var pool = TestDatabase.pool(name, 1);
        var connection = pool.getConnection();
        PreparedStatement artifacts = connection.prepareStatement(ARTIFACT);
        PreparedStatement shares = connection.prepareStatement(SHARE)) {
      for (Row row : rows) {
        String deleted = row.deleted() ? NOW.toString() : null;
        set(
            artifacts,
            row.id(),
            row.owner(),
            row.name(),
            String.join(" ", row.words()),
            connection.createArrayOf("text", row.tags().toArray()),
            row.station(),
            row.open() ? "PUBLIC" : "PRIVATE",
            row.sizeBytes(),
            row.createdAt().toString(),
            row.updatedAt().toString(),
            deleted,
            deleted,
            row.type());
        for (Map.Entry<String, Instant> share : row.shares().entrySet()) {
          String[] grantee = share.getKey().split(" ", 2);
          set(shares, row.id(), grantee[0], grantee[1], share.getValue().toString());
        }
        set(shares, row.id(), "USER", "nobody", null);
      }
      artifacts.executeBatch();
      shares.executeBatch();
      connection.commit();
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void set(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int n = 0; n < values.length; n++) {
      statement.setObject(n + 1, values[n]);
    }
    statement.addBatch();
  }

  private static void execute(Tx tx, String sql) {
    try (Statement statement = tx.connection().createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
  }

  @Test
  void findsWhatALookAtEveryArtifactFinds() {
    for (int n = 0; n < SEARCHES; n++) {
      ArtifactQuery query = query();
      ArtifactOrder order = order();
      int limit = 1 + RANDOM.nextInt(30);
      List<UUID> expected = model.find(query, order);

      List<UUID> found = new ArrayList<>();
      transactions.inSnapshot(tx -> {
        @Nullable ArtifactKey after = null;
        for (int page = 0; page < PAGES; page++) {
          Page<Artifact, ArtifactKey> next = search.list(tx, query, order, after, limit);
          next.rows().forEach(artifact -> found.add(artifact.id()));
          after = next.next().orElse(null);
          if (after == null) {
            break;
          }
        }
        return found.size();
      });
      Facets counted = transactions.inSnapshot(tx -> counts.count(tx, query, limit));

      assertThat(found)
          .as("seed %d, search %d: %s %s by %d", SEED, n, query, order, limit)
          .isEqualTo(expected.subList(0, Math.min(PAGES * limit, expected.size())));
      assertThat(counted.count()).isEqualTo(expected.size());
      assertThat(counted.tags()).isEqualTo(model.tags(query).stream().limit(limit).toList());
    }
  }

  @Test
  void findsTheNewestThatHoldWords() {
    for (int n = 0; n < SEARCHES / 4; n++) {
      var query = new ArtifactQuery(viewer(), null, "w" + rank(40), false);
      List<UUID> expected = model.find(query, ArtifactOrder.NEWEST_FIRST);
      int limit = 1 + RANDOM.nextInt(60);

      List<ArtifactSearch.Match> found =
          transactions.inSnapshot(tx -> search.newest(tx, query, null, limit));

      assertThat(found)
          .as("seed %d, search %d: %s", SEED, n, query)
          .extracting(ArtifactSearch.Match::id)
          .isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
      if (!found.isEmpty()) {
        ArtifactSearch.Match last = found.getLast();
        var since = new ArtifactKey(last.createdAt().toString(), last.id());
        List<ArtifactSearch.Match> again =
            transactions.inSnapshot(tx -> search.newest(tx, query, since, 10_000));
        assertThat(again).isEqualTo(found);
      }
    }
  }

  private static ArtifactQuery query() {
    String words =
        switch (RANDOM.nextInt(4)) {
          case 0 -> "w" + rank(40);
          case 1 -> "w" + rank(40) + " w" + rank(10);
          case 2 -> "w" + rank(40) + " -w" + rank(10);
          default -> "";
        };
    return new ArtifactQuery(
        viewer(), RANDOM.nextInt(4) == 0 ? null : predicate(2), words, RANDOM.nextBoolean());
  }

  private static Viewer viewer() {
    Set<String> groups = new TreeSet<>();
    for (int group = 0; group < 4; group++) {
      if (RANDOM.nextInt(3) == 0) {
        groups.add("g" + group);
      }
    }
    return new Viewer(user(""), groups, RANDOM.nextInt(6) == 0, NOW);
  }

  private static ArtifactOrder order() {
    ArtifactOrder.By[] all = ArtifactOrder.By.values();
    return RANDOM.nextInt(3) == 0
        ? new ArtifactOrder(all[RANDOM.nextInt(all.length)], RANDOM.nextBoolean())
        : new ArtifactOrder(ArtifactOrder.By.CREATE_TIME, RANDOM.nextInt(3) > 0);
  }

  private static FilterPredicate predicate(int depth) {
    return switch (RANDOM.nextInt(depth == 0 ? 6 : 9)) {
      case 0 -> new Member(Column.TAGS, tag());
      case 1 -> new Compared(new Label("station"), Comparison.EQUAL, new Text("s" + rank(10)));
      case 2 -> new Compared(Column.OWNER, Comparison.EQUAL, new Text(user("")));
      case 3 ->
          new Compared(
              Column.CREATE_TIME,
              comparison(),
              new Time(model.rows().get(RANDOM.nextInt(ROWS)).createdAt()));
      case 4 -> new Compared(Column.SIZE_BYTES, comparison(), new Whole(RANDOM.nextInt(300)));
      case 5 ->
          new Compared(
              Column.CONTENT_TYPE,
              RANDOM.nextBoolean() ? Comparison.EQUAL : Comparison.NOT_EQUAL,
              new Text("text/" + rank(5)));
      case 6 -> new Not(predicate(depth - 1));
      case 7 -> new Any(List.of(predicate(depth - 1), predicate(depth - 1)));
      default -> new All(List.of(predicate(depth - 1), predicate(depth - 1)));
    };
  }

  private static Comparison comparison() {
    Comparison[] all = Comparison.values();
    return all[RANDOM.nextInt(all.length)];
  }
}
