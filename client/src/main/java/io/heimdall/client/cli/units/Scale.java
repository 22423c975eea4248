package io.heimdall.client.cli.units;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The units of one kind of quantity, each as a multiple of the base unit. Letter case does not
/// matter: nobody who writes `77.5khz` means anything else.
final class Scale {

  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("([+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+))\\s*([^\\s\\d.+-]\\S*)?");

  private final String kind;
  private final String example;
  private final Map<String, BigDecimal> multiples = new LinkedHashMap<>();

  /// @param kind what is measured, for messages: "frequency"
  /// @param example how to write one, for messages: "145.5MHz"
  Scale(String kind, String example) {
    this.kind = kind;
    this.example = example;
  }

  /// Adds a unit.
  Scale with(String multiple, String... names) {
    for (String name : names) {
      multiples.put(name.toLowerCase(Locale.ROOT), new BigDecimal(multiple));
    }
    return this;
  }

  /// Reads one number with its unit.
  ///
  /// @return the value in the base unit, exactly
  /// @throws IllegalArgumentException with a sentence if the text is no such thing
  BigDecimal parse(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip());
    if (!matcher.matches()) {
      throw malformed(text);
    }
    return new BigDecimal(matcher.group(1)).multiply(multiple(text, matcher.group(2)));
  }

  BigDecimal multiple(String text, @Nullable String unit) {
    BigDecimal multiple = multiples.get(unit == null ? "" : unit.toLowerCase(Locale.ROOT));
    if (multiple == null) {
      throw unit == null ? unitless(text) : malformed(text);
    }
    return multiple;
  }

  /// Reads a value that has to be a whole number of base units.
  long parseWhole(String text, String baseUnit) {
    return whole(text, parse(text), baseUnit);
  }

  long whole(String text, BigDecimal value, String baseUnit) {
    try {
      return value.longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "'%s' is not a whole number of %s, or too large a one.".formatted(text, baseUnit), e);
    }
  }

  IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'%s' is not a %s; write it like %s.".formatted(text, kind, example));
  }

  private IllegalArgumentException unitless(String text) {
    return new IllegalArgumentException(
        "'%s' has no unit; write a %s like %s.".formatted(text, kind, example));
  }
}
