package io.heimdall.server.filter;

import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.db.filter.FilterPredicate.All;
import io.heimdall.db.filter.FilterPredicate.Any;
import io.heimdall.db.filter.FilterPredicate.Compared;
import io.heimdall.db.filter.FilterPredicate.Comparison;
import io.heimdall.db.filter.FilterPredicate.Contained;
import io.heimdall.db.filter.FilterPredicate.Member;
import io.heimdall.db.filter.FilterPredicate.Not;
import io.heimdall.db.filter.FilterPredicate.Present;
import io.heimdall.server.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/// Reads the filter language of AIP-160, by recursive descent, one method per rule:
///
/// ```
/// expression = sequence { "AND" sequence }
/// sequence   = factor { factor }
/// factor     = term { "OR" term }
/// term       = [ "NOT" | "-" ] simple
/// simple     = "(" expression ")" | field operator value | field ":" ( "*" | value )
/// ```
///
/// Functions, and words without a field, are not part of it.
public final class FilterExpression {

  /// More than this would be a program's mistake, and would cost the database more than it is
  /// worth.
  private static final int MOST_COMPARISONS = 100;

  private static final int DEEPEST = 30;

  private final FilterFields fields;
  private final FilterText text;
  private int comparisons;
  private int depth;

  private FilterExpression(FilterFields fields, String path, String text) {
    this.fields = fields;
    this.text = new FilterText(path, fields.unquoted(), text);
  }

  /// Reads an expression.
  ///
  /// @param fields what it may name
  /// @param path the field of the request that holds it
  /// @param text the expression
  /// @return its meaning; empty where it is empty
  /// @throws io.heimdall.server.failure.FailureException with FILTER_INVALID
  public static Optional<FilterPredicate> read(FilterFields fields, String path, String text) {
    var expression = new FilterExpression(fields, path, text);
    return expression.text.atEnd() ? Optional.empty() : Optional.of(expression.whole());
  }

  private FilterPredicate whole() {
    FilterPredicate all = expression();
    if (!text.atEnd()) {
      throw unexpected("nothing more");
    }
    return all;
  }

  private FilterPredicate expression() {
    return joined(this::sequence, () -> text.takeWord("AND"), All::new);
  }

  private FilterPredicate sequence() {
    return joined(
        this::factor, () -> !text.atEnd() && !text.isNext(')') && !text.isWord("AND"), All::new);
  }

  private FilterPredicate factor() {
    return joined(this::term, () -> text.takeWord("OR"), Any::new);
  }

  private static FilterPredicate joined(
      Supplier<FilterPredicate> part,
      BooleanSupplier more,
      Function<List<FilterPredicate>, FilterPredicate> join) {
    var parts = new ArrayList<FilterPredicate>();
    do {
      parts.add(part.get());
    } while (more.getAsBoolean());
    return parts.size() == 1 ? parts.getFirst() : join.apply(parts);
  }

  private FilterPredicate term() {
    return text.takeWord("NOT") || text.take("-") ? new Not(simple()) : simple();
  }

  private FilterPredicate simple() {
    int place = text.place();
    if (!text.take("(")) {
      return comparison(place);
    }
    depth++;
    if (depth > DEEPEST) {
      throw text.invalid(
          place, "parentheses go deeper than %d at character %d".formatted(DEEPEST, place));
    }
    FilterPredicate inner = expression();
    if (!text.take(")")) {
      throw unexpected("')'");
    }
    depth--;
    return inner;
  }

  private FilterPredicate comparison(int place) {
    FilterField field = field(place);
    comparisons++;
    if (comparisons > MOST_COMPARISONS) {
      throw text.invalid(place, "there are more than %d comparisons".formatted(MOST_COMPARISONS));
    }
    int operatorPlace = text.place();
    if (text.take(":")) {
      return has(field);
    }
    Comparison comparison = operator(field);
    if (field.isSeveral()) {
      throw text.invalid(
          operatorPlace,
          "%s knows : only, not what stands at character %d"
              .formatted(field.name(), operatorPlace));
    }
    if (!field.ordered() && comparison != Comparison.EQUAL && comparison != Comparison.NOT_EQUAL) {
      throw text.invalid(
          operatorPlace,
          "%s knows = and != only, not what stands at character %d"
              .formatted(field.name(), operatorPlace));
    }
    return comparison(field, comparison, text.takeValue());
  }

  private FilterPredicate has(FilterField field) {
    if (text.take("*")) {
      return new Present(field.column());
    }
    if (!field.isSeveral()) {
      throw unexpected("'*' after ':'");
    }
    FilterText.Written value = text.takeValue();
    if (value.part().isPresent()) {
      throw misfit(field, value);
    }
    return new Member(field.column(), value.text());
  }

  private FilterPredicate comparison(
      FilterField field, Comparison comparison, FilterText.Written value) {
    if (value.part().isEmpty()) {
      return new Compared(
          field.column(),
          comparison,
          FilterValues.read(field, value.text()).orElseThrow(() -> misfit(field, value)));
    }
    if (!field.isFreeText()) {
      throw misfit(field, value);
    }
    var contained = new Contained(field.column(), value.part().get(), value.text());
    return comparison == Comparison.EQUAL ? contained : new Not(contained);
  }

  private FilterField field(int place) {
    String name = text.takeName();
    if (name.isEmpty()) {
      throw unexpected("a field");
    }
    return fields.named(name).orElseThrow(() -> unknown(name, place));
  }

  private Comparison operator(FilterField field) {
    if (text.take("!=")) {
      return Comparison.NOT_EQUAL;
    }
    if (text.take("<=")) {
      return Comparison.LESS_OR_EQUAL;
    }
    if (text.take(">=")) {
      return Comparison.GREATER_OR_EQUAL;
    }
    if (text.take("<")) {
      return Comparison.LESS;
    }
    if (text.take(">")) {
      return Comparison.GREATER;
    }
    if (text.take("=")) {
      return Comparison.EQUAL;
    }
    throw unexpected("one of =, !=, <, <=, >, >= and : after " + field.name());
  }

  private FailureException unknown(String name, int place) {
    String hint =
        List.of("AND", "OR", "NOT").contains(name.toUpperCase(Locale.ROOT))
            ? "AND, OR and NOT are written in capitals and join comparisons; "
            : "";
    return text.invalid(
        place,
        "there is no field '%s' (at character %d); %sfields are %s"
            .formatted(name, place, hint, String.join(", ", fields.names())));
  }

  private FailureException misfit(FilterField field, FilterText.Written value) {
    return text.invalid(
        value.place(),
        "%s is compared with %s, but '%s' stands at character %d"
            .formatted(field.name(), FilterValues.expected(field), value.text(), value.place()));
  }

  private FailureException unexpected(String expected) {
    int place = text.place();
    return text.invalid(place, "%s is expected at %s".formatted(expected, text.here(place)));
  }
}
