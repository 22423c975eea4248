package io.heimdall.server.artifact;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactCounts;
import io.heimdall.db.artifact.ArtifactKey;
import io.heimdall.db.artifact.ArtifactOrder;
import io.heimdall.db.artifact.ArtifactQuery;
import io.heimdall.db.artifact.ArtifactSearch;
import io.heimdall.db.artifact.TagRepository;
import io.heimdall.db.artifact.Viewer;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.request.LongReads;
import io.heimdall.server.security.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The artifacts that a caller may see. Safe for any number of threads; calls block for the
/// database.
public final class Artifacts {

  private static final String ADVICE =
      "too many artifacts were looked at: ask for tags, words, an owner or a time as well";

  private final Transactions transactions;
  private final LongReads lists;
  private final Rights rights;
  private final ArtifactSearch search = new ArtifactSearch();
  private final BestMatches best = new BestMatches();
  private final ArtifactCounts counts = new ArtifactCounts();
  private final TagRepository tags = new TagRepository();

  /// Opens the artifacts.
  ///
  /// @param transactions where they are kept
  /// @param rights who may do what
  public Artifacts(Transactions transactions, Rights rights) {
    this(transactions, rights, LongReads.LONGEST);
  }

  /// Opens the artifacts.
  ///
  /// @param transactions where they are kept
  /// @param rights who may do what
  /// @param longestList how long the database may look for a page, or count
  public Artifacts(Transactions transactions, Rights rights, Duration longestList) {
    this.transactions = transactions;
    this.lists = new LongReads(transactions, longestList, ADVICE);
    this.rights = rights;
  }

  /// Which artifacts a caller looks for.
  ///
  /// @param predicate what has to hold; null: nothing in particular
  /// @param words the words that are looked for; empty: any
  /// @param deletedToo whether deleted ones of the caller are found besides
  public record Wanted(@Nullable FilterPredicate predicate, String words, boolean deletedToo) {}

  /// An artifact that holds the words that are looked for.
  ///
  /// @param seen the artifact, and what the caller may do with it
  /// @param place where it is in the list
  public record Match(Rights.Seen seen, BestMatches.Place place) {}

  /// Shows an artifact.
  ///
  /// @param caller who asks
  /// @param id its id
  /// @return the artifact, and what the caller may do with it
  /// @throws FailureException with ARTIFACT_NOT_FOUND
  public Rights.Seen get(Caller caller, UUID id) {
    return transactions.inSnapshot(tx -> rights.find(tx, caller, id));
  }

  /// Lists artifacts in an order.
  ///
  /// @param caller who asks
  /// @param wanted which ones
  /// @param order in which order
  /// @param after the place to go on after; null for the first page
  /// @param limit the most artifacts to return
  /// @return a page
  public Page<Rights.Seen, ArtifactKey> list(
      Caller caller, Wanted wanted, ArtifactOrder order, @Nullable ArtifactKey after, int limit) {
    Viewer viewer = rights.viewer(caller);
    return lists.read(tx -> {
      Page<Artifact, ArtifactKey> page =
          search.list(tx, query(viewer, wanted), order, after, limit);
      return new Page<>(seen(tx, caller, viewer, page.rows()), page.next());
    });
  }

  /// Lists artifacts that hold the words that are looked for, those that fit best first.
  ///
  /// @param caller who asks
  /// @param wanted which ones, with words
  /// @param after the place to go on after; null for the first page
  /// @param limit the most artifacts to return
  /// @return a page
  public Page<Match, BestMatches.Place> best(
      Caller caller, Wanted wanted, BestMatches.@Nullable Place after, int limit) {
    Viewer viewer = rights.viewer(caller);
    return lists.read(tx -> {
      var page = best.list(tx, query(viewer, wanted), after, limit);
      List<Rights.Seen> seen =
          seen(tx, caller, viewer, page.rows().stream().map(BestMatches.Found::artifact).toList());
      List<Match> matches = new ArrayList<>();
      for (int i = 0; i < seen.size(); i++) {
        matches.add(new Match(seen.get(i), page.rows().get(i).place()));
      }
      return new Page<>(matches, page.next());
    });
  }

  /// Counts artifacts.
  ///
  /// @param caller who asks
  /// @param wanted which ones
  /// @param limit the most entries of each list
  /// @return the counts
  public ArtifactCounts.Facets count(Caller caller, Wanted wanted, int limit) {
    Viewer viewer = rights.viewer(caller);
    return lists.read(tx -> counts.count(tx, query(viewer, wanted), limit));
  }

  /// Lists the tags of artifacts that a caller may see, in order.
  ///
  /// @param caller who asks
  /// @param prefix what each tag begins with; empty: anything
  /// @param after the tag to go on after; null for the first page
  /// @param limit the most tags to return
  /// @return a page
  public Page<ArtifactCounts.Count, String> tags(
      Caller caller, String prefix, @Nullable String after, int limit) {
    Viewer viewer = rights.viewer(caller);
    return lists.read(tx -> tags.list(tx, viewer, prefix, after, limit));
  }

  private static ArtifactQuery query(Viewer viewer, Wanted wanted) {
    return new ArtifactQuery(viewer, wanted.predicate(), wanted.words(), wanted.deletedToo());
  }

  /// What is listed is seen by the same rules, as of the same moment: none may be left out.
  private List<Rights.Seen> seen(Tx tx, Caller caller, Viewer viewer, List<Artifact> artifacts) {
    List<Rights.Seen> seen = rights.seen(tx, caller, viewer, artifacts);
    if (seen.size() != artifacts.size()) {
      throw new IllegalStateException(
          "%s was shown %d artifacts and has a right to %d"
              .formatted(viewer.user(), artifacts.size(), seen.size()));
    }
    return seen;
  }
}
