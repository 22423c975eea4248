package io.heimdall.server.measurement.filter;

import io.heimdall.db.measurement.MeasurementPredicate;
import io.heimdall.db.measurement.MeasurementPredicate.All;
import io.heimdall.db.measurement.MeasurementPredicate.Any;
import io.heimdall.db.measurement.MeasurementPredicate.Compared;
import io.heimdall.db.measurement.MeasurementPredicate.Comparison;
import io.heimdall.db.measurement.MeasurementPredicate.Contained;
import io.heimdall.db.measurement.MeasurementPredicate.Not;
import io.heimdall.db.measurement.MeasurementPredicate.Present;
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
/// simple     = "(" expression ")" | field operator value
/// ```
///
/// Functions, and words without a field, are not part of it.
public final class FilterExpression {

  /// More than this would be a program's mistake, and would cost the database more than it is
  /// worth.
  private static final int MOST_COMPARISONS = 100;

  private static final int DEEPEST = 30;

  private final FilterText text;
  private int comparisons;
  private int depth;

  private FilterExpression(String text) {
    this.text = new FilterText(text);
  }

  /// Reads an expression.
  ///
  /// @param text the expression
  /// @return its meaning; empty where it is empty
  /// @throws io.heimdall.server.failure.FailureException with FILTER_INVALID
  public static Optional<MeasurementPredicate> read(String text) {
    var expression = new FilterExpression(text);
    return expression.text.atEnd() ? Optional.empty() : Optional.of(expression.whole());
  }

  private MeasurementPredicate whole() {
    MeasurementPredicate all = expression();
    if (!text.atEnd()) {
      throw unexpected("nothing more");
    }
    return all;
  }

  private MeasurementPredicate expression() {
    return joined(this::sequence, () -> text.takeWord("AND"), All::new);
  }

  private MeasurementPredicate sequence() {
    return joined(
        this::factor, () -> !text.atEnd() && !text.isNext(')') && !text.isWord("AND"), All::new);
  }

  private MeasurementPredicate factor() {
    return joined(this::term, () -> text.takeWord("OR"), Any::new);
  }

  private static MeasurementPredicate joined(
      Supplier<MeasurementPredicate> part,
      BooleanSupplier more,
      Function<List<MeasurementPredicate>, MeasurementPredicate> join) {
    var parts = new ArrayList<MeasurementPredicate>();
    do {
      parts.add(part.get());
    } while (more.getAsBoolean());
    return parts.size() == 1 ? parts.getFirst() : join.apply(parts);
  }

  private MeasurementPredicate term() {
    return text.takeWord("NOT") || text.take("-") ? new Not(simple()) : simple();
  }

  private MeasurementPredicate simple() {
    int place = text.place();
    if (!text.take("(")) {
      return comparison(place);
    }
    depth++;
    if (depth > DEEPEST) {
      throw text.invalid(
          place, "parentheses go deeper than %d at character %d".formatted(DEEPEST, place));
    }
    MeasurementPredicate inner = expression();
    if (!text.take(")")) {
      throw unexpected("')'");
    }
    depth--;
    return inner;
  }

  private MeasurementPredicate comparison(int place) {
    FilterField field = field(place);
    comparisons++;
    if (comparisons > MOST_COMPARISONS) {
      throw text.invalid(place, "there are more than %d comparisons".formatted(MOST_COMPARISONS));
    }
    int operatorPlace = text.place();
    if (text.take(":")) {
      if (!text.take("*")) {
        throw unexpected("'*' after ':'");
      }
      return new Present(field.field());
    }
    Comparison comparison = operator(field);
    if (!field.isOrdered()
        && comparison != Comparison.EQUAL
        && comparison != Comparison.NOT_EQUAL) {
      throw text.invalid(
          operatorPlace,
          "%s knows = and != only, not what stands at character %d"
              .formatted(field.name(), operatorPlace));
    }
    return comparison(field, comparison, text.takeValue());
  }

  private MeasurementPredicate comparison(
      FilterField field, Comparison comparison, FilterText.Written value) {
    if (value.part().isEmpty()) {
      return new Compared(
          field.field(),
          comparison,
          FilterValues.read(field, value.text()).orElseThrow(() -> misfit(field, value)));
    }
    if (!field.isFreeText()) {
      throw misfit(field, value);
    }
    var contained = new Contained(field.field(), value.part().get(), value.text());
    return comparison == Comparison.EQUAL ? contained : new Not(contained);
  }

  private FilterField field(int place) {
    String name = text.takeName();
    if (name.isEmpty()) {
      throw unexpected("a field");
    }
    return FilterField.named(name).orElseThrow(() -> unknown(name, place));
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
            .formatted(name, place, hint, String.join(", ", FilterField.names())));
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
