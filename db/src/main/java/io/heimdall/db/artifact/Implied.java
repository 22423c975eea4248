package io.heimdall.db.artifact;

import io.heimdall.db.filter.FilterColumn;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.db.filter.FilterPredicate.All;
import io.heimdall.db.filter.FilterPredicate.Any;
import io.heimdall.db.filter.FilterPredicate.Compared;
import io.heimdall.db.filter.FilterPredicate.Comparison;
import io.heimdall.db.filter.FilterPredicate.Contained;
import io.heimdall.db.filter.FilterPredicate.Member;
import io.heimdall.db.filter.FilterPredicate.Not;
import io.heimdall.db.filter.FilterPredicate.Present;
import io.heimdall.db.filter.FilterPredicate.Text;
import io.heimdall.db.filter.FilterPredicate.Time;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is so wherever a query's predicate holds, as far as its outermost parts tell, so that the
/// rest need not be searched.
final class Implied {

  private Implied() {}

  /// The owner of all that is found; empty where there may be several.
  static Optional<String> owner(@Nullable FilterPredicate predicate) {
    return compared(predicate, ArtifactField.Column.OWNER)
        .filter(compared -> compared.comparison() == Comparison.EQUAL)
        .flatMap(compared ->
            compared.value() instanceof Text owner ? Stream.of(owner.value()) : Stream.empty())
        .findFirst();
  }

  /// The time in which all that is found was made.
  static Stretch created(@Nullable FilterPredicate predicate) {
    return compared(predicate, ArtifactField.Column.CREATE_TIME)
        .flatMap(compared ->
            compared.value() instanceof Time time
                ? Stream.of(stretch(compared.comparison(), time.value()))
                : Stream.empty())
        .reduce(Stretch.ALWAYS, Stretch::and);
  }

  private static Stretch stretch(Comparison how, Instant time) {
    return switch (how) {
      case EQUAL -> Stretch.since(time).and(Stretch.until(time));
      case NOT_EQUAL -> Stretch.ALWAYS;
      case LESS, LESS_OR_EQUAL -> Stretch.until(time);
      case GREATER, GREATER_OR_EQUAL -> Stretch.since(time);
    };
  }

  private static Stream<Compared> compared(
      @Nullable FilterPredicate predicate, FilterColumn column) {
    return switch (predicate) {
      case All all -> all.parts().stream().flatMap(part -> compared(part, column));
      case Compared compared ->
          compared.field().equals(column) ? Stream.of(compared) : Stream.empty();
      case Any _, Not _, Present _, Contained _, Member _ -> Stream.empty();
      case null -> Stream.empty();
    };
  }

  /// Whether the index of what artifacts hold finds what is looked for.
  static boolean indexed(ArtifactQuery query) {
    return !query.words().isEmpty() || (query.predicate() != null && indexed(query.predicate()));
  }

  private static boolean indexed(FilterPredicate predicate) {
    return switch (predicate) {
      case All all -> all.parts().stream().anyMatch(Implied::indexed);
      case Any any -> any.parts().stream().allMatch(Implied::indexed);
      case Member _ -> true;
      case Compared compared ->
          compared.field() instanceof ArtifactField.Label
              && compared.comparison() == Comparison.EQUAL;
      case Not _, Present _, Contained _ -> false;
    };
  }
}
