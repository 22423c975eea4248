package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;
import static io.heimdall.db.jooq.Tables.MEASUREMENTS_HOURLY;

import java.util.List;
import org.jooq.Field;

/// What of measurements is summed.
public enum SeriesMetric {
  /// The SNR in the signal's own bandwidth, in dB.
  SNR_DB(Short.BYTES),
  /// The power of the signal, in dBFS.
  SIGNAL_POWER_DBFS(Short.BYTES),
  /// Where the signal is, from the tuned frequency, in Hz.
  FREQUENCY_OFFSET_HZ(Integer.BYTES);

  private final int bytesPerValue;

  SeriesMetric(int bytesPerValue) {
    this.bytesPerValue = bytesPerValue;
  }

  /// How many bytes a sum spends on a value to the next 0.1.
  ///
  /// @return 2 or 4
  public int bytesPerValue() {
    return bytesPerValue;
  }

  /// Its column in the rows.
  Field<?> ofRow() {
    return switch (this) {
      case SNR_DB -> MEASUREMENTS.SNR_DB;
      case SIGNAL_POWER_DBFS -> MEASUREMENTS.SIGNAL_POWER_DBFS;
      case FREQUENCY_OFFSET_HZ -> MEASUREMENTS.FREQUENCY_OFFSET_HZ;
    };
  }

  /// Its columns in the sums: count, sum, spread, min, max, tenths.
  List<Field<?>> ofSum() {
    return switch (this) {
      case SNR_DB ->
          List.of(
              MEASUREMENTS_HOURLY.SNR_COUNT,
              MEASUREMENTS_HOURLY.SNR_SUM,
              MEASUREMENTS_HOURLY.SNR_SPREAD,
              MEASUREMENTS_HOURLY.SNR_MIN,
              MEASUREMENTS_HOURLY.SNR_MAX,
              MEASUREMENTS_HOURLY.SNR_TENTHS);
      case SIGNAL_POWER_DBFS ->
          List.of(
              MEASUREMENTS_HOURLY.POWER_COUNT,
              MEASUREMENTS_HOURLY.POWER_SUM,
              MEASUREMENTS_HOURLY.POWER_SPREAD,
              MEASUREMENTS_HOURLY.POWER_MIN,
              MEASUREMENTS_HOURLY.POWER_MAX,
              MEASUREMENTS_HOURLY.POWER_TENTHS);
      case FREQUENCY_OFFSET_HZ ->
          List.of(
              MEASUREMENTS_HOURLY.OFFSET_COUNT,
              MEASUREMENTS_HOURLY.OFFSET_SUM,
              MEASUREMENTS_HOURLY.OFFSET_SPREAD,
              MEASUREMENTS_HOURLY.OFFSET_MIN,
              MEASUREMENTS_HOURLY.OFFSET_MAX,
              MEASUREMENTS_HOURLY.OFFSET_TENTHS);
    };
  }
}
