package io.heimdall.client.cli.demo;

import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.v1.Measurement;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Measured values beside true ones, and whether they agree. Where a recording is replayed only
/// rates are compared, and shown, not judged: what was on the air nobody knows.
public final class Comparison {

  /// Largest deviation of an SNR, in dB.
  static final double SNR_LIMIT_DB = 0.3;

  /// Largest deviation of a frequency offset, in Hz.
  static final double OFFSET_LIMIT_HZ = 0.05;

  /// One receiver.
  ///
  /// @param measurement what was measured
  /// @param truth what is true
  public record Row(Measurement measurement, Truth truth) {

    OptionalDouble snrError() {
      return error(
          measurement.hasSnrDb(),
          measurement.getSnrDb(),
          truth.snrDb(measurement.getSignalBandwidthHz()));
    }

    OptionalDouble referenceSnrError() {
      return error(
          measurement.hasSnrRefDb(),
          measurement.getSnrRefDb(),
          truth.snrDb(measurement.getReferenceBandwidthHz()));
    }

    OptionalDouble offsetError() {
      return error(
          measurement.hasFrequencyOffsetHz(),
          measurement.getFrequencyOffsetHz(),
          OptionalDouble.of(truth.offsetHz(measurement.getCenterFrequencyHz())));
    }

    private static OptionalDouble error(boolean measured, double value, OptionalDouble truth) {
      return measured && truth.isPresent()
          ? OptionalDouble.of(Math.abs(value - truth.getAsDouble()))
          : OptionalDouble.empty();
    }

    boolean synthetic() {
      return truth.carrierToNoiseDbHz().isPresent();
    }
  }

  private final List<Row> rows;

  /// Compares.
  ///
  /// @param rows one per receiver that delivered
  public Comparison(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  private boolean synthetic() {
    return !rows.isEmpty() && rows.stream().allMatch(Row::synthetic);
  }

  /// Whether every deviation is within its limit.
  ///
  /// @return whether all is well; replayed recordings only have to be measured
  public boolean agrees() {
    if (rows.isEmpty()) {
      return false;
    }
    if (!synthetic()) {
      return rows.stream().allMatch(row -> row.measurement().hasFrequencyOffsetHz());
    }
    return rows.stream()
        .allMatch(row ->
            within(row.snrError(), SNR_LIMIT_DB)
                && within(row.referenceSnrError(), SNR_LIMIT_DB)
                && within(row.offsetError(), OFFSET_LIMIT_HZ));
  }

  private static boolean within(OptionalDouble error, double limit) {
    return error.isPresent() && error.getAsDouble() <= limit;
  }

  /// The values.
  ///
  /// @return a table with one row per receiver
  public Table table() {
    return synthetic() ? syntheticTable() : replayTable();
  }

  private Table syntheticTable() {
    Table table =
        new Table()
            .number("ID")
            .text("NAME")
            .number("SNR dB")
            .number("true")
            .number("IN 2.5 kHz")
            .number("true")
            .number("OFFSET Hz")
            .number("true")
            .number("LEVEL dBm")
            .number("true")
            .number("RATE Hz")
            .number("true")
            .text("TIMING");
    for (Row row : rows) {
      Measurement m = row.measurement();
      Truth truth = row.truth();
      table.row(
          String.valueOf(m.getReceiverId()),
          m.getReceiverName(),
          figure(m.hasSnrDb(), m.getSnrDb(), 2),
          Text.figure(truth.snrDb(m.getSignalBandwidthHz()), 2),
          figure(m.hasSnrRefDb(), m.getSnrRefDb(), 2),
          Text.figure(truth.snrDb(m.getReferenceBandwidthHz()), 2),
          figure(m.hasFrequencyOffsetHz(), m.getFrequencyOffsetHz(), 4),
          Text.figure(truth.offsetHz(m.getCenterFrequencyHz()), 4),
          figure(m.hasSignalPowerDbm(), m.getSignalPowerDbm(), 2),
          Text.figure(truth.levelDbm(), 2),
          Text.figure(m.getSampleRateHz(), 4),
          Text.figure(truth.sampleRateHz(), 4),
          AcquisitionText.timing(m.getAnchor().getTimingClass()));
    }
    return table;
  }

  private Table replayTable() {
    Table table =
        new Table()
            .number("ID")
            .text("NAME")
            .number("SNR dB")
            .number("OFFSET Hz")
            .number("± Hz")
            .number("RATE Hz")
            .number("recorded")
            .text("TIMING")
            .number("± ns");
    for (Row row : rows) {
      Measurement m = row.measurement();
      table.row(
          String.valueOf(m.getReceiverId()),
          m.getReceiverName(),
          figure(m.hasSnrDb(), m.getSnrDb(), 2),
          figure(m.hasFrequencyOffsetHz(), m.getFrequencyOffsetHz(), 4),
          figure(m.hasFrequencyOffsetSigmaHz(), m.getFrequencyOffsetSigmaHz(), 5),
          Text.figure(m.getSampleRateHz(), 4),
          Text.figure(row.truth().sampleRateHz(), 4),
          AcquisitionText.timing(m.getAnchor().getTimingClass()),
          String.valueOf(m.getAnchor().getUncertaintyNanos()));
    }
    return table;
  }

  private static String figure(boolean present, double value, int decimals) {
    return present ? Text.figure(value, decimals) : Text.NONE;
  }

  /// The largest deviations.
  ///
  /// @return a sentence
  public String verdict() {
    if (!synthetic()) {
      return "Recordings were replayed, so the truth about the signals is not known; the largest"
          + " offset from the tuned frequency is %s Hz."
              .formatted(Text.figure(largest(Row::offsetError), 4));
    }
    return "Largest deviation from the truth: SNR %s dB in the signal's band and %s dB in 2.5 kHz"
            .formatted(
                Text.figure(largest(Row::snrError), 3),
                Text.figure(largest(Row::referenceSnrError), 3))
        + " (limit %s), offset %s Hz (limit %s)."
            .formatted(SNR_LIMIT_DB, Text.figure(largest(Row::offsetError), 5), OFFSET_LIMIT_HZ);
  }

  private OptionalDouble largest(Function<Row, OptionalDouble> error) {
    ToDoubleFunction<Row> orZero = row -> error.apply(row).orElse(0);
    return rows.stream().filter(row -> error.apply(row).isPresent()).mapToDouble(orZero).max();
  }
}
