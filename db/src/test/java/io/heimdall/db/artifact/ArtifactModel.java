package io.heimdall.db.artifact;

import io.heimdall.db.artifact.ArtifactCounts.Count;
import io.heimdall.db.filter.FilterColumn;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.db.filter.FilterPredicate.All;
import io.heimdall.db.filter.FilterPredicate.Any;
import io.heimdall.db.filter.FilterPredicate.Compared;
import io.heimdall.db.filter.FilterPredicate.Comparison;
import io.heimdall.db.filter.FilterPredicate.Contained;
import io.heimdall.db.filter.FilterPredicate.Flag;
import io.heimdall.db.filter.FilterPredicate.Member;
import io.heimdall.db.filter.FilterPredicate.Not;
import io.heimdall.db.filter.FilterPredicate.Present;
import io.heimdall.db.filter.FilterPredicate.Real;
import io.heimdall.db.filter.FilterPredicate.Text;
import io.heimdall.db.filter.FilterPredicate.Time;
import io.heimdall.db.filter.FilterPredicate.Uuid;
import io.heimdall.db.filter.FilterPredicate.Whole;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Artifacts in memory, and searches that look at each of them.
///
/// @param rows the artifacts
record ArtifactModel(List<Row> rows) {

  /// An artifact.
  ///
  /// @param shares until when it is shared with whom: `USER` or `GROUP`, a space and the name
  record Row(
      UUID id,
      String owner,
      String name,
      Set<String> words,
      Set<String> tags,
      String station,
      String type,
      boolean open,
      long sizeBytes,
      Instant createdAt,
      Instant updatedAt,
      boolean deleted,
      Map<String, Instant> shares) {}

  /// Finds artifacts.
  ///
  /// @param query which; its words are separated by blanks, and a minus before one excludes it
  /// @param order in which order
  List<UUID> find(ArtifactQuery query, ArtifactOrder order) {
    Comparator<Row> comparator = comparator(order);
    return matching(query)
        .sorted(order.descending() ? comparator.reversed() : comparator)
        .map(Row::id)
        .toList();
  }

  /// Counts artifacts by tag, the most frequent first, and of those the least code points.
  ///
  /// @param query which; as for [#find]
  List<Count> tags(ArtifactQuery query) {
    Comparator<Count> codePoints =
        (one, other) ->
            Arrays.compare(
                one.value().codePoints().toArray(), other.value().codePoints().toArray());
    return matching(query)
        .flatMap(row -> row.tags.stream())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
        .entrySet()
        .stream()
        .map(entry -> new Count(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Count::count).reversed().thenComparing(codePoints))
        .toList();
  }

  private Stream<Row> matching(ArtifactQuery query) {
    return rows.stream()
        .filter(row -> sees(query, row))
        .filter(row -> query.predicate() == null || holds(query.predicate(), row))
        .filter(row -> Stream.of(query.words().split(" ", -1)).allMatch(word -> has(row, word)));
  }

  private static boolean has(Row row, String word) {
    return word.isEmpty()
        || (word.startsWith("-")
            ? !row.words.contains(word.substring(1))
            : row.words.contains(word));
  }

  private static boolean sees(ArtifactQuery query, Row row) {
    Viewer viewer = query.viewer();
    if (viewer.everything() || row.owner.equals(viewer.user())) {
      return query.deletedToo() || !row.deleted;
    }
    return !row.deleted
        && (row.open
            || granted(row, "USER " + viewer.user(), viewer.at())
            || viewer.groups().stream()
                .anyMatch(group -> granted(row, "GROUP " + group, viewer.at())));
  }

  private static boolean granted(Row row, String grantee, Instant at) {
    @Nullable Instant until = row.shares.get(grantee);
    return until != null && until.isAfter(at);
  }

  private static boolean holds(FilterPredicate predicate, Row row) {
    return switch (predicate) {
      case All all -> all.parts().stream().allMatch(part -> holds(part, row));
      case Any any -> any.parts().stream().anyMatch(part -> holds(part, row));
      case Not not -> !holds(not.part(), row);
      case Member member -> row.tags.contains(member.text());
      case Compared compared -> compares(compared, row);
      case Present _, Contained _ -> throw new IllegalArgumentException(predicate.toString());
    };
  }

  private static boolean compares(Compared compared, Row row) {
    int difference =
        switch (compared.value()) {
          case Text text -> text(compared.field(), row).compareTo(text.value());
          case Whole whole -> Long.compare(row.sizeBytes, whole.value());
          case Time time -> row.createdAt.compareTo(time.value());
          case Real _, Flag _, Uuid _ -> throw new IllegalArgumentException(compared.toString());
        };
    return switch (compared.comparison()) {
      case Comparison.EQUAL -> difference == 0;
      case Comparison.NOT_EQUAL -> difference != 0;
      case Comparison.LESS -> difference < 0;
      case Comparison.LESS_OR_EQUAL -> difference <= 0;
      case Comparison.GREATER -> difference > 0;
      case Comparison.GREATER_OR_EQUAL -> difference >= 0;
    };
  }

  private static String text(FilterColumn column, Row row) {
    return switch (column) {
      case ArtifactField.Column.OWNER -> row.owner;
      case ArtifactField.Column.CONTENT_TYPE -> row.type;
      case ArtifactField.Label _ -> row.station;
      default -> throw new IllegalArgumentException(column.toString());
    };
  }

  private static Comparator<Row> comparator(ArtifactOrder order) {
    Comparator<Row> first =
        switch (order.by()) {
          case CREATE_TIME -> Comparator.comparing(Row::createdAt);
          case UPDATE_TIME -> Comparator.comparing(Row::updatedAt);
          case NAME -> Comparator.comparing(Row::name);
          case SIZE_BYTES -> Comparator.comparingLong(Row::sizeBytes);
        };
    // Byte by byte, as the database does; as numbers with a sign they would be in another order.
    return first.thenComparing(row -> row.id.toString());
  }
}
