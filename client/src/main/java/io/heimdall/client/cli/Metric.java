package io.heimdall.client.cli;

import io.heimdall.v1.MeasurementMetric;

/// What is summarised or drawn, as it is written on the command line.
enum Metric {
  /// The SNR.
  snr(MeasurementMetric.MEASUREMENT_METRIC_SNR_DB, "SNR", "dB", 1),
  /// The power of the signal.
  power(MeasurementMetric.MEASUREMENT_METRIC_SIGNAL_POWER_DBFS, "POWER", "dBFS", 1),
  /// The frequency offset.
  offset(MeasurementMetric.MEASUREMENT_METRIC_FREQUENCY_OFFSET_HZ, "OFFSET", "Hz", 2);

  private final MeasurementMetric inContract;
  private final String title;
  private final String unit;
  private final int decimals;

  Metric(MeasurementMetric inContract, String title, String unit, int decimals) {
    this.inContract = inContract;
    this.title = title;
    this.unit = unit;
    this.decimals = decimals;
  }

  MeasurementMetric inContract() {
    return inContract;
  }

  /// The heading of a column of it.
  String heading() {
    return title + " " + unit;
  }

  /// What stands at an axis of its medians.
  String axis() {
    return "median %s, %s".formatted(this == snr ? title : this, unit);
  }

  String unit() {
    return unit;
  }

  int decimals() {
    return decimals;
  }
}
