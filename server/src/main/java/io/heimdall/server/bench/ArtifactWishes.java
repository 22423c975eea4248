package io.heimdall.server.bench;

import io.heimdall.db.artifact.ArtifactField.Column;
import io.heimdall.db.artifact.ArtifactField.Label;
import io.heimdall.db.filter.FilterColumn;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.db.filter.FilterPredicate.All;
import io.heimdall.db.filter.FilterPredicate.Compared;
import io.heimdall.db.filter.FilterPredicate.Comparison;
import io.heimdall.db.filter.FilterPredicate.Member;
import io.heimdall.db.filter.FilterPredicate.Text;
import io.heimdall.db.filter.FilterPredicate.Time;
import io.heimdall.db.filter.FilterPredicate.Whole;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// What users of seeded artifacts look for. It is as frequent as in the artifacts: a frequent word
/// is asked for often. Belongs to one thread.
final class ArtifactWishes {

  private final long rows;
  private final Random random;

  /// Begins to wish.
  ///
  /// @param rows how many artifacts there are
  /// @param seed decides what is looked for
  ArtifactWishes(long rows, long seed) {
    this.rows = rows;
    this.random = new Random(seed);
  }

  /// Somebody in one to three groups, who owns much, little or next to nothing.
  Caller user() {
    Set<String> groups = new TreeSet<>();
    for (int group = 1 + random.nextInt(3); group > 0; group--) {
      groups.add("group" + (1 + random.nextInt(ArtifactSeeding.GROUPS)));
    }
    return new Caller("user" + (1 + random.nextInt(ArtifactSeeding.USERS)), Role.OPERATOR, groups);
  }

  String word() {
    return "w" + rank(ArtifactSeeding.WORDS);
  }

  /// Two words of which no artifact has both, though each is in many.
  String wordsThatNeverMeet() {
    int one = rank(ArtifactSeeding.EXTENSIONS.size()) - 1;
    int other = (one + 1 + random.nextInt(3)) % ArtifactSeeding.EXTENSIONS.size();
    return ArtifactSeeding.EXTENSIONS.get(one) + " " + ArtifactSeeding.EXTENSIONS.get(other);
  }

  /// The word of anybody's project, in nothing but some of that owner's artifacts of a while.
  String project() {
    return "p%dx%d"
        .formatted(
            rank(ArtifactSeeding.OWNERS), random.nextLong(rows / ArtifactSeeding.PROJECT_ROWS + 1));
  }

  FilterPredicate tag() {
    return tag("tag" + rank(ArtifactSeeding.TAGS));
  }

  FilterPredicate tag(String tag) {
    return new Member(Column.TAGS, tag);
  }

  FilterPredicate label() {
    return equal(new Label("station"), "st" + rank(ArtifactSeeding.STATIONS));
  }

  FilterPredicate owner(String owner) {
    return equal(Column.OWNER, owner);
  }

  /// A media type and a least size.
  FilterPredicate kind() {
    String type = ArtifactSeeding.TYPES.get(rank(ArtifactSeeding.TYPES.size()) - 1);
    long size = (long) Math.exp(random.nextDouble() * 15);
    return new All(
        List.of(
            equal(Column.CONTENT_TYPE, type),
            new Compared(Column.SIZE_BYTES, Comparison.GREATER_OR_EQUAL, new Whole(size))));
  }

  /// A tag, a media type, a least size and a time.
  FilterPredicate everything() {
    var from = ArtifactSeeding.BEGIN.plus(ArtifactSeeding.PACE.multipliedBy(random.nextLong(rows)));
    var to = from.plus(ArtifactSeeding.PACE.multipliedBy(random.nextLong(rows)));
    return new All(
        List.of(
            tag(),
            kind(),
            new Compared(Column.CREATE_TIME, Comparison.GREATER_OR_EQUAL, new Time(from)),
            new Compared(Column.CREATE_TIME, Comparison.LESS, new Time(to))));
  }

  private static Compared equal(FilterColumn column, String value) {
    return new Compared(column, Comparison.EQUAL, new Text(value));
  }

  private int rank(int most) {
    return Math.clamp((int) Math.exp(random.nextDouble() * Math.log(most)), 1, most);
  }
}
