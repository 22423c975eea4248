package io.heimdall.client.cli.plot;

import java.util.List;
import java.util.Map;

/// One receiver's values by the hour of the day.
///
/// @param name what it is called in the picture
/// @param values by hour, 0 to 23; hours without a value are left out
public record HoursOfDay(String name, Map<Integer, Double> values) {

  /// Hours a day has.
  public static final int HOURS = 24;

  /// Copies the values.
  ///
  /// @throws IllegalArgumentException when an hour is none
  public HoursOfDay {
    values = Map.copyOf(values);
    if (values.keySet().stream().anyMatch(hour -> hour < 0 || hour >= HOURS)) {
      throw new IllegalArgumentException("hours are 0 to 23, got " + values.keySet());
    }
  }

  /// The values of several receivers.
  ///
  /// @param rows the receivers
  /// @return every value, in no order
  static List<Double> all(List<HoursOfDay> rows) {
    return rows.stream().flatMap(row -> row.values().values().stream()).toList();
  }
}
