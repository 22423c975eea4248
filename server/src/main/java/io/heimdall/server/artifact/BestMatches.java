package io.heimdall.server.artifact;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactKey;
import io.heimdall.db.artifact.ArtifactOrder;
import io.heimdall.db.artifact.ArtifactQuery;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.ArtifactSearch;
import io.heimdall.db.artifact.ArtifactSearch.Match;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Artifacts that hold words, those that fit best first. How well each fits is known only of the
/// newest ones, so that a word that is everywhere costs no more than another; the rest follows, the
/// newest first.
public final class BestMatches {

  /// Fewer would hide what fits well; each costs some ten microseconds.
  static final int COMPARED = 500;

  /// With those that were made since the first page.
  static final int MOST_COMPARED = 4 * COMPARED;

  private static final Comparator<Match> BEST_FIRST =
      Comparator.comparingDouble((Match match) -> match.rank())
          .thenComparing(Match::createdAt)
          .thenComparing(Match::id, BestMatches::compare)
          .reversed();

  private final ArtifactSearch search = new ArtifactSearch();
  private final ArtifactRepository artifacts = new ArtifactRepository();

  /// Finds nothing yet.
  BestMatches() {}

  /// A place in the list. What is made or changed between two pages moves no other artifact.
  ///
  /// @param oldest the oldest artifact of those that are compared; null: all are
  /// @param last the last artifact of the page before
  /// @param rank how well it fits; null: it was none of those that are compared
  public record Place(@Nullable ArtifactKey oldest, ArtifactKey last, @Nullable Float rank) {}

  /// An artifact in the list.
  ///
  /// @param artifact the artifact
  /// @param place where it is
  record Found(Artifact artifact, Place place) {}

  /// @throws io.heimdall.server.failure.FailureException with PAGE_TOKEN_INVALID
  Page<Found, Place> list(Tx tx, ArtifactQuery query, @Nullable Place after, int limit) {
    if (after != null && after.rank() == null) {
      return Page.of(
          older(tx, query, after.oldest(), after.last(), limit + 1), limit, Found::place);
    }
    ArtifactKey oldest = after == null ? null : after.oldest();
    // Those that were made since the first page are compared, too.
    int most = after == null ? COMPARED : MOST_COMPARED + 1;
    List<Match> compared = search.newest(tx, query, oldest, most);
    if (compared.size() > MOST_COMPARED) {
      throw new Failure.Invalid(
              Reason.PAGE_TOKEN_INVALID,
              "page_token",
              "too many artifacts were made since the first page; start again without a token")
          .exception();
    }
    if (after == null && compared.size() == COMPARED) {
      oldest = key(compared.getLast());
    }
    ArtifactKey end = oldest;
    List<Match> next =
        compared.stream()
            .sorted(BEST_FIRST)
            .filter(match -> after == null || BEST_FIRST.compare(match, match(after)) > 0)
            .limit(limit + 1L)
            .toList();
    List<Found> found = new ArrayList<>(read(tx, next, end));
    if (found.size() <= limit && end != null) {
      found.addAll(older(tx, query, end, end, limit + 1 - found.size()));
    }
    return Page.of(found, limit, Found::place);
  }

  private List<Found> read(Tx tx, List<Match> matches, @Nullable ArtifactKey oldest) {
    Map<UUID, Match> byId = new HashMap<>();
    matches.forEach(match -> byId.put(match.id(), match));
    return artifacts.findAll(tx, matches.stream().map(Match::id).toList()).stream()
        .map(artifact -> {
          Match match = Optional.ofNullable(byId.get(artifact.id())).orElseThrow();
          return new Found(artifact, new Place(oldest, key(match), match.rank()));
        })
        .toList();
  }

  private List<Found> older(
      Tx tx, ArtifactQuery query, @Nullable ArtifactKey oldest, ArtifactKey after, int limit) {
    return search.list(tx, query, ArtifactOrder.NEWEST_FIRST, after, limit).rows().stream()
        .map(artifact ->
            new Found(artifact, new Place(oldest, ArtifactOrder.NEWEST_FIRST.key(artifact), null)))
        .toList();
  }

  private static ArtifactKey key(Match match) {
    return new ArtifactKey(match.createdAt().toString(), match.id());
  }

  private static Match match(Place place) {
    return new Match(
        place.last().id(),
        Instant.parse(place.last().value()),
        Objects.requireNonNull(place.rank()));
  }

  /// As the database compares them, byte by byte.
  private static int compare(UUID one, UUID other) {
    int first = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return first != 0
        ? first
        : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  }
}
