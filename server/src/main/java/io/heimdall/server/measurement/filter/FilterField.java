package io.heimdall.server.measurement.filter;

import io.heimdall.db.measurement.MeasurementField;
import io.heimdall.db.measurement.MeasurementField.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A field that expressions may name.
///
/// @param name its name in the contract
/// @param field what it is in the table
/// @param choices of an enum the values by their names in the contract, without the prefix; else
///   none
/// @param prefix of an enum what its values' names begin with in the contract; else empty
record FilterField(
    String name, MeasurementField field, Map<String, String> choices, String prefix) {

  private static final Set<MeasurementField> UNKNOWN =
      EnumSet.of(
          MeasurementField.ANCHOR_SAMPLE,
          MeasurementField.ANCHOR_UTC_NS,
          MeasurementField.ANCHOR_RATE_HZ,
          MeasurementField.RESIDUAL_RMS_NS,
          MeasurementField.RESIDUAL_MAX_NS,
          MeasurementField.MAX_FIX_AGE_SECONDS);

  private static final Map<String, FilterField> KNOWN =
      Arrays.stream(MeasurementField.values())
          .filter(field -> !UNKNOWN.contains(field))
          .map(FilterField::of)
          .collect(
              Collectors.toMap(
                  FilterField::name, known -> known, (one, _) -> one, LinkedHashMap::new));

  private static FilterField of(MeasurementField field) {
    String name = field.name().toLowerCase(Locale.ROOT);
    return switch (field) {
      case OFFSET_METHOD ->
          new FilterField(
              name,
              field,
              Map.of("CARRIER", "CARRIER", "CENTROID", "CENTROID", "UNSPECIFIED", "NONE"),
              "OFFSET_METHOD_");
      case TIMING_CLASS ->
          new FilterField(
              name,
              field,
              Map.of(
                  "GPS_FIT", "GPS_FIT", "GPS_STALE", "GPS_STALE", "HOST_ARRIVAL", "HOST_ARRIVAL"),
              "TIMING_CLASS_");
      default -> new FilterField(name, field, Map.of(), "");
    };
  }

  static Optional<FilterField> named(String name) {
    return Optional.ofNullable(KNOWN.get(name));
  }

  /// The names there are, in the table's order.
  static Set<String> names() {
    return KNOWN.keySet();
  }

  boolean isEnum() {
    return !choices.isEmpty();
  }

  /// Whether its values have an order that users know.
  boolean isOrdered() {
    return switch (field.kind()) {
      case WHOLE, NUMBER, TIME -> true;
      case FLAG, TEXT, ID -> false;
    };
  }

  /// Whether it may be compared with a part of a text.
  boolean isFreeText() {
    return field.kind() == Kind.TEXT && !isEnum();
  }
}
