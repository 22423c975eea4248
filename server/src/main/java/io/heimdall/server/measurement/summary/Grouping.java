package io.heimdall.server.measurement.summary;

/// By what measurements are grouped, besides time.
public enum Grouping {
  /// By receiver.
  RECEIVER,
  /// By the frequency they are tuned to.
  FREQUENCY,
  /// By the tenth of a decade of that frequency.
  BAND,
  /// By the hour of the day in the query's time zone.
  HOUR_OF_DAY
}
