package io.heimdall.server.measurement.filter;

import io.heimdall.db.measurement.MeasurementField;
import io.heimdall.server.filter.FilterField;
import io.heimdall.server.filter.FilterFields;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The fields of measurements that expressions may name.
public final class MeasurementFields implements FilterFields {

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
          .map(MeasurementFields::of)
          .collect(
              Collectors.toMap(
                  FilterField::name, known -> known, (one, _) -> one, LinkedHashMap::new));

  /// Knows all fields.
  public MeasurementFields() {}

  private static FilterField of(MeasurementField field) {
    String name = field.name().toLowerCase(Locale.ROOT);
    return switch (field) {
      case OFFSET_METHOD ->
          new FilterField(
              name,
              field,
              Map.of("CARRIER", "CARRIER", "CENTROID", "CENTROID", "UNSPECIFIED", "NONE"),
              "OFFSET_METHOD_",
              false);
      case TIMING_CLASS ->
          new FilterField(
              name,
              field,
              Map.of(
                  "GPS_FIT", "GPS_FIT", "GPS_STALE", "GPS_STALE", "HOST_ARRIVAL", "HOST_ARRIVAL"),
              "TIMING_CLASS_",
              false);
      default -> FilterField.of(name, field);
    };
  }

  @Override
  public Optional<FilterField> named(String name) {
    return Optional.ofNullable(KNOWN.get(name));
  }

  /// In the table's order.
  @Override
  public Set<String> names() {
    return KNOWN.keySet();
  }
}
