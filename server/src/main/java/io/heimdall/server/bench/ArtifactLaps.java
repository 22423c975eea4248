package io.heimdall.server.bench;

import io.heimdall.db.artifact.ArtifactKey;
import io.heimdall.db.artifact.ArtifactOrder;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.server.artifact.Artifacts;
import io.heimdall.server.artifact.BestMatches;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Searches of seeded artifacts by their users, each for something else, and what 95 of 100 take at
/// most.
final class ArtifactLaps {

  private static final Figure.Goal SEARCH = Figure.Goal.atMost(50);
  private static final Figure.Goal COUNT = Figure.Goal.atMost(500);
  private static final int PAGE = 100;
  private static final int COUNTS = 20;

  /// Pages before one that is deep in a list.
  private static final int BEFORE = 4;

  private static final int WISHES = 20;

  private static final ArtifactOrder BY_NAME = new ArtifactOrder(ArtifactOrder.By.NAME, false);
  private static final ArtifactOrder LARGEST_FIRST =
      new ArtifactOrder(ArtifactOrder.By.SIZE_BYTES, true);
  private static final ArtifactOrder OLDEST_FIRST =
      new ArtifactOrder(ArtifactOrder.By.CREATE_TIME, false);

  private final Artifacts artifacts;
  private final int searches;
  private final ArtifactWishes wishes;

  /// Prepares the laps.
  ///
  /// @param artifacts where is searched
  /// @param searches how many of each kind count
  /// @param wishes what is looked for
  ArtifactLaps(Artifacts artifacts, int searches, ArtifactWishes wishes) {
    this.artifacts = artifacts;
    this.searches = searches;
    this.wishes = wishes;
  }

  /// Measures.
  List<Figure> measure() {
    var figures = new ArrayList<Figure>();
    figures.add(search("word", "a word, best first", by -> best(by, wishes.word())));
    figures.add(
        search(
            "two_words",
            "two words, best first",
            by -> best(by, wishes.word() + " " + wishes.word())));
    figures.add(
        search(
            "never",
            "two words that never meet, best first",
            by -> best(by, wishes.wordsThatNeverMeet())));
    figures.add(
        search(
            "project_word",
            "the word of anybody's project, best first",
            by -> best(by, wishes.project())));
    figures.add(search("tag", "a tag, newest first", by -> list(by, wishes.tag())));
    figures.add(
        search(
            "project_tag",
            "the tag of anybody's project, newest first",
            by -> list(by, wishes.tag(wishes.project()))));
    figures.add(search("label", "a label, newest first", by -> list(by, wishes.label())));
    figures.add(
        search(
            "kind", "a media type and a least size, newest first", by -> list(by, wishes.kind())));
    figures.add(
        search(
            "everything",
            "a tag, a media type, a least size and a time, newest first",
            by -> list(by, wishes.everything())));
    figures.add(
        search("own", "the caller's own, newest first", by -> list(by, wishes.owner(by.name()))));
    figures.add(search("all", "everything that is seen, newest first", by -> list(by, null)));
    figures.addAll(ordered());
    figures.addAll(deep());
    figures.addAll(counts());
    return figures;
  }

  private List<Figure> ordered() {
    return List.of(
        search(
            "word_by_name",
            "a word, by name",
            by -> list(by, wanted(null, wishes.word()), BY_NAME)),
        search(
            "tag_by_size",
            "a tag, largest first",
            by -> list(by, wanted(wishes.tag(), ""), LARGEST_FIRST)),
        search(
            "word_by_age",
            "a word, oldest first",
            by -> list(by, wanted(null, wishes.word()), OLDEST_FIRST)));
  }

  /// Wishes that have no such page do not count.
  private List<Figure> deep() {
    return List.of(
        deep("word_deep", "the fifth page of a word, best first", this::deepInBest),
        deep("tag_deep", "the fifth page of a tag, newest first", this::deepInList));
  }

  private @Nullable Runnable deepInBest(Caller by) {
    Artifacts.Wanted wanted = wanted(null, wishes.word());
    BestMatches.@Nullable Place after = null;
    for (int page = 0; page < BEFORE; page++) {
      after = artifacts.best(by, wanted, after, PAGE).next().orElse(null);
      if (after == null) {
        return null;
      }
    }
    BestMatches.Place place = after;
    return () -> artifacts.best(by, wanted, place, PAGE);
  }

  private @Nullable Runnable deepInList(Caller by) {
    Artifacts.Wanted wanted = wanted(wishes.tag(), "");
    @Nullable ArtifactKey after = null;
    for (int page = 0; page < BEFORE; page++) {
      after =
          artifacts.list(by, wanted, ArtifactOrder.NEWEST_FIRST, after, PAGE).next().orElse(null);
      if (after == null) {
        return null;
      }
    }
    ArtifactKey key = after;
    return () -> artifacts.list(by, wanted, ArtifactOrder.NEWEST_FIRST, key, PAGE);
  }

  private List<Figure> counts() {
    return List.of(
        count(
            "counts",
            "counts of everything that a user sees",
            wishes::user,
            () -> wanted(null, "")),
        count(
            "counts_word",
            "counts of what has a word",
            wishes::user,
            () -> wanted(null, wishes.word())),
        count(
            "counts_all",
            "counts of everything there is",
            () -> new Caller("root", Role.ADMIN),
            () -> wanted(null, "")));
  }

  private Figure search(String name, String what, Consumer<Caller> search) {
    return lap(
            name,
            what,
            searches,
            () -> {
              Caller by = wishes.user();
              return () -> search.accept(by);
            })
        .with(SEARCH);
  }

  /// Measures nothing where so many wishes have no such page, as among few artifacts.
  private Figure deep(String name, String what, Function<Caller, @Nullable Runnable> search) {
    return lap(
            name,
            what,
            searches,
            () -> {
              for (int n = 0; n < WISHES; n++) {
                Runnable page = search.apply(wishes.user());
                if (page != null) {
                  return page;
                }
              }
              return () -> {};
            })
        .with(SEARCH);
  }

  private Figure count(
      String name, String what, Supplier<Caller> caller, Supplier<Artifacts.Wanted> wanted) {
    return lap(
            name,
            what,
            Math.max(searches / 10, 1),
            () -> () -> artifacts.count(caller.get(), wanted.get(), COUNTS))
        .with(COUNT);
  }

  /// One in ten more come first and do not count; nor does what prepares the work.
  private static Figure lap(String name, String what, int times, Supplier<Runnable> prepared) {
    for (int n = 0; n < times / 10 + 1; n++) {
      prepared.get().run();
    }
    long[] nanos = new long[times];
    for (int n = 0; n < times; n++) {
      Runnable work = prepared.get();
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
    list(caller, wanted(predicate, ""), ArtifactOrder.NEWEST_FIRST);
  }

  private void list(Caller caller, Artifacts.Wanted wanted, ArtifactOrder order) {
    var _ = artifacts.list(caller, wanted, order, null, PAGE);
  }

  private static Artifacts.Wanted wanted(@Nullable FilterPredicate predicate, String words) {
    return new Artifacts.Wanted(predicate, words, false);
  }
}
