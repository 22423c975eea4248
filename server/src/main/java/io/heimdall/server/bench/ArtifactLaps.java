package io.heimdall.server.bench;

import io.heimdall.db.artifact.ArtifactField.Column;
import io.heimdall.db.artifact.ArtifactField.Label;
import io.heimdall.db.artifact.ArtifactOrder;
import io.heimdall.db.filter.FilterColumn;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.db.filter.FilterPredicate.Compared;
import io.heimdall.db.filter.FilterPredicate.Comparison;
import io.heimdall.db.filter.FilterPredicate.Member;
import io.heimdall.db.filter.FilterPredicate.Text;
import io.heimdall.server.artifact.Artifacts;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Searches of seeded artifacts by their users, each for something else, and what 95 of 100 take at
/// most. What is looked for is as frequent as in the artifacts: a frequent word is asked for often.
final class ArtifactLaps {

  private static final Figure.Goal SEARCH = Figure.Goal.atMost(50);
  private static final Figure.Goal COUNT = Figure.Goal.atMost(500);
  private static final int PAGE = 100;
  private static final int COUNTS = 20;

  private final Artifacts artifacts;
  private final int searches;
  private final Random random;

  /// Prepares the laps.
  ///
  /// @param artifacts where is searched
  /// @param searches how many of each kind count
  /// @param seed decides what is looked for
  ArtifactLaps(Artifacts artifacts, int searches, long seed) {
    this.artifacts = artifacts;
    this.searches = searches;
    this.random = new Random(seed);
  }

  /// Measures.
  List<Figure> measure() {
    var figures = new ArrayList<Figure>();
    figures.add(search("word", "a word, best first", caller -> best(caller, word())));
    figures.add(
        search(
            "two_words", "two words, best first", caller -> best(caller, word() + " " + word())));
    figures.add(
        search(
            "tag",
            "a tag, newest first",
            caller -> list(caller, new Member(Column.TAGS, "tag" + rank(ArtifactSeeding.TAGS)))));
    figures.add(
        search(
            "label",
            "a label, newest first",
            caller ->
                list(caller, equal(new Label("station"), "st" + rank(ArtifactSeeding.STATIONS)))));
    figures.add(
        search(
            "own",
            "the caller's own, newest first",
            caller -> list(caller, equal(Column.OWNER, caller.name()))));
    figures.add(
        search("all", "everything that is seen, newest first", caller -> list(caller, null)));
    figures.add(
        count("counts", "counts of everything that a user sees", this::user, wanted(null, "")));
    figures.add(
        count("counts_all", "counts of everything there is", ArtifactLaps::root, wanted(null, "")));
    return figures;
  }

  private Figure search(String name, String what, Consumer<Caller> search) {
    return lap(name, what, searches, () -> search.accept(user())).with(SEARCH);
  }

  private Figure count(String name, String what, Supplier<Caller> caller, Artifacts.Wanted wanted) {
    return lap(
            name,
            what,
            Math.max(searches / 10, 1),
            () -> {
              if (artifacts.count(caller.get(), wanted, COUNTS).count() == 0) {
                throw new WrongResultException("nothing was counted");
              }
            })
        .with(COUNT);
  }

  /// One in ten more come first and do not count.
  private static Figure lap(String name, String what, int times, Runnable work) {
    for (int n = 0; n < times / 10 + 1; n++) {
      work.run();
    }
    long[] nanos = new long[times];
    for (int n = 0; n < times; n++) {
      long start = System.nanoTime();
      work.run();
      nanos[n] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    double p95 = nanos[(int) Math.ceil(0.95 * times) - 1] / Spread.NANOS_PER_MS;
    return Figure.of(name + "_p95", p95, "ms", what);
  }

  private void best(Caller caller, String words) {
    var _ = artifacts.best(caller, wanted(null, words), null, PAGE);
  }

  private void list(Caller caller, @Nullable FilterPredicate predicate) {
    var _ = artifacts.list(caller, wanted(predicate, ""), ArtifactOrder.NEWEST_FIRST, null, PAGE);
  }

  private static Artifacts.Wanted wanted(@Nullable FilterPredicate predicate, String words) {
    return new Artifacts.Wanted(predicate, words, false);
  }

  private static Compared equal(FilterColumn column, String value) {
    return new Compared(column, Comparison.EQUAL, new Text(value));
  }

  private Caller user() {
    return new Caller(
        "user" + (1 + random.nextInt(ArtifactSeeding.OWNERS)),
        Role.OPERATOR,
        Set.of("group" + (1 + random.nextInt(ArtifactSeeding.GROUPS))));
  }

  private static Caller root() {
    return new Caller("root", Role.ADMIN);
  }

  private String word() {
    return "w" + rank(ArtifactSeeding.WORDS);
  }

  private int rank(int most) {
    return Math.clamp((int) Math.exp(random.nextDouble() * Math.log(most)), 1, most);
  }
}
