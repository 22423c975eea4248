package io.heimdall.db.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Page;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Tx;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.db.filter.FilterPredicate.Compared;
import io.heimdall.db.filter.FilterPredicate.Comparison;
import io.heimdall.db.filter.FilterPredicate.Whole;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whatever happens to artifacts, what was added up is what a count of their rows gives.
class ArtifactTalliesIT {

  private static final long SEED = 7;
  private static final int CHANGES = 60;
  private static final int MOST = 10_000;
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  /// Holds for every artifact, and is counted row by row.
  private static final FilterPredicate ANY_SIZE =
      new Compared(ArtifactField.Column.SIZE_BYTES, Comparison.GREATER_OR_EQUAL, new Whole(0));

  private static TestDatabase database;

  private final Random random = new Random(SEED);
  private final ArtifactCounts counts = new ArtifactCounts();
  private final ArtifactTallies tallies = new ArtifactTallies();
  private final TagRepository tags = new TagRepository();

  @BeforeAll
  static void create() {
    database = TestDatabase.create();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void addsUpWhatACountOfRowsGives() {
    for (int n = 0; n < CHANGES; n++) {
      String change = n == 0 ? addition() : change();
      database.execute(change);
      if (random.nextInt(4) == 0) {
        int limit = 1 + random.nextInt(20);
        while (database.transactions().inTransaction(tx -> tallies.fold(tx, limit))) {}
      }

      Viewer viewer = viewer();
      boolean deletedToo = random.nextBoolean();
      database
          .transactions()
          .runInTransaction(tx -> assertEqual(tx, viewer, deletedToo, SEED + ": " + change));
    }
  }

  private void assertEqual(Tx tx, Viewer viewer, boolean deletedToo, String change) {
    ArtifactCounts.Facets added = count(tx, viewer, null, deletedToo);
    ArtifactCounts.Facets counted = count(tx, viewer, ANY_SIZE, deletedToo);

    assertThat(added).as("seed %s, as %s", change, viewer).isEqualTo(counted);

    Page<ArtifactCounts.Count, String> listed = tags.list(tx, viewer, "", null, MOST);
    assertThat(listed.rows())
        .as("seed %s, as %s", change, viewer)
        .isEqualTo(
            count(tx, viewer, ANY_SIZE, false).tags().stream()
                .sorted(Comparator.comparing(ArtifactCounts.Count::value))
                .toList());
  }

  private ArtifactCounts.Facets count(
      Tx tx, Viewer viewer, @Nullable FilterPredicate predicate, boolean deletedToo) {
    return counts.count(tx, new ArtifactQuery(viewer, predicate, "", deletedToo), MOST);
  }

  private Viewer viewer() {
    return new Viewer(
        "u" + random.nextInt(4), Set.of("g" + random.nextInt(2)), random.nextInt(4) == 0, NOW);
  }

  private String change() {
    String some = " where abs(hashtext(id::text || '%d')) %% 3 = 0".formatted(random.nextInt());
    return switch (random.nextInt(10)) {
      case 0 ->
          "delete from artifact_shares where artifact_id in (select id from artifacts %s);"
                  .formatted(some)
              + "delete from artifacts"
              + some;
      case 1 -> "update artifacts set visibility = '%s'".formatted(visibility()) + some;
      case 2 -> "update artifacts set tags = %s".formatted(tags()) + some;
      case 3 -> "update artifacts set deleted_at = now(), purge_at = now()" + some;
      case 4 -> "update artifacts set deleted_at = null, purge_at = null" + some;
      case 5 ->
          "update artifacts set content_type = 'text/t%d', size_bytes = %d"
                  .formatted(random.nextInt(3), random.nextInt(100))
              + some;
      case 6 -> "update artifacts set title = 'other'" + some;
      case 7 ->
          """
          insert into artifact_shares (artifact_id, grantee_type, grantee, access, created_by)
          select id, '%s', '%s', 'READ', 'x' from artifacts %s on conflict do nothing
          """
              .formatted(
                  random.nextBoolean() ? "USER" : "GROUP",
                  (random.nextBoolean() ? "u" : "g") + random.nextInt(2),
                  some);
      default -> addition();
    };
  }

  private String addition() {
    return """
    insert into artifacts (
      id, owner, name, tags, visibility, content_type, size_bytes, sha256, version)
    select
      gen_random_uuid(), 'u' || n %% 3, 'f', %s, '%s', 'text/t' || n %% 2, n, repeat('a', 64), 1
    from generate_series(1, %d) as n
    """
        .formatted(tags(), visibility(), 1 + random.nextInt(30));
  }

  private String tags() {
    List<String> some =
        random
            .ints(random.nextInt(4), 0, 6)
            .distinct()
            .sorted()
            .mapToObj(tag -> "t" + tag)
            .toList();
    return "'{%s}'::text[]".formatted(String.join(",", some));
  }

  private String visibility() {
    return random.nextInt(3) == 0 ? "PUBLIC" : "PRIVATE";
  }
}
