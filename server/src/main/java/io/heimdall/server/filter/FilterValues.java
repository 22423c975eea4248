package io.heimdall.server.filter;

import io.heimdall.db.filter.FilterPredicate.Flag;
import io.heimdall.db.filter.FilterPredicate.Real;
import io.heimdall.db.filter.FilterPredicate.Text;
import io.heimdall.db.filter.FilterPredicate.Time;
import io.heimdall.db.filter.FilterPredicate.Uuid;
import io.heimdall.db.filter.FilterPredicate.Value;
import io.heimdall.db.filter.FilterPredicate.Whole;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Reads the values of an expression as what their fields hold.
final class FilterValues {

  private static final Pattern NUMBER =
      Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?([eE]-?[0-9]{1,3})?");
  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})");
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private FilterValues() {}

  /// Reads a value.
  ///
  /// @param field what it is compared with
  /// @param text how it is written
  /// @return the value; empty where it is none of the field's
  static Optional<Value> read(FilterField field, String text) {
    return switch (field.column().kind()) {
      case WHOLE -> number(text).flatMap(FilterValues::whole);
      case NUMBER ->
          number(text).map(BigDecimal::doubleValue).filter(Double::isFinite).map(Real::new);
      case FLAG -> flag(text);
      case TEXT -> field.isEnum() ? choice(field, text) : Optional.of(new Text(text));
      case TIME -> time(text);
      case TEXTS -> Optional.empty();
      case ID ->
          ID.matcher(text).matches()
              ? Optional.of(new Uuid(UUID.fromString(text)))
              : Optional.empty();
    };
  }

  /// What a field's values are, for people.
  static String expected(FilterField field) {
    return switch (field.column().kind()) {
      case WHOLE -> "a whole number";
      case NUMBER -> "a number";
      case FLAG -> "true or false";
      case TEXT ->
          field.isEnum()
              ? "one of " + String.join(", ", field.choices().keySet().stream().sorted().toList())
              : "a text";
      case TIME -> "a time such as 2025-11-21T10:00:00Z";
      case ID -> "a UUID";
      case TEXTS -> "a text without wildcards";
    };
  }

  private static Optional<BigDecimal> number(String text) {
    return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  private static Optional<Value> whole(BigDecimal number) {
    try {
      return Optional.of(new Whole(number.longValueExact()));
    } catch (ArithmeticException _) {
      return Optional.empty();
    }
  }

  private static Optional<Value> flag(String text) {
    return switch (text) {
      case "true" -> Optional.of(new Flag(true));
      case "false" -> Optional.of(new Flag(false));
      default -> Optional.empty();
    };
  }

  private static Optional<Value> choice(FilterField field, String text) {
    String bare = text.startsWith(field.prefix()) ? text.substring(field.prefix().length()) : text;
    return Optional.ofNullable(field.choices().get(bare)).map(Text::new);
  }

  private static Optional<Value> time(String text) {
    if (!TIME.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Time(OffsetDateTime.parse(text).toInstant()));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
