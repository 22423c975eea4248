package io.heimdall.client.cli.export;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import io.heimdall.client.cli.display.Text;
import io.heimdall.v1.Measurement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// The columns of an export. Those that the table of measurements had from the beginning keep their
/// names there; the others have those of the contract.
public final class Columns {

  private static final double HZ_PER_MHZ = 1e6;
  private static final double HZ_PER_KHZ = 1e3;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  /// Everything about a measurement, the usual columns first.
  private static final Map<String, Column> KNOWN = new Known().columns;

  /// How many of them are written where nothing else is said.
  private static final int USUAL = 22;

  private final List<Column> columns;

  private Columns(List<Column> columns) {
    this.columns = columns;
  }

  /// The usual columns.
  ///
  /// @return those of the old table and the most wanted of the others
  public static Columns usual() {
    return new Columns(KNOWN.values().stream().limit(USUAL).toList());
  }

  /// Reads a choice of columns.
  ///
  /// @param text names with commas between them, or `all`
  /// @return the columns, in that order
  /// @throws IllegalArgumentException with a sentence that names what is known
  public static Columns parse(String text) {
    if (text.equals("all")) {
      return new Columns(List.copyOf(KNOWN.values()));
    }
    return new Columns(
        Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .distinct()
            .map(Columns::named)
            .toList());
  }

  private static Column named(String name) {
    Column column = KNOWN.get(name);
    if (column == null) {
      throw new IllegalArgumentException(
          "There is no column '%s'; there are: %s."
              .formatted(name, String.join(", ", KNOWN.keySet())));
    }
    return column;
  }

  List<Column> list() {
    return columns;
  }

  /// What to ask the server for.
  ///
  /// @return the fields that the columns need
  public FieldMask mask() {
    return FieldMask.newBuilder()
        .addAllPaths(
            columns.stream().map(Column::path).collect(Collectors.toCollection(TreeSet::new)))
        .build();
  }

  private static final class Known {
    final Map<String, Column> columns = new LinkedHashMap<>();

    Known() {
      usual();
      signal();
      quality();
      anchor();
    }

    private void usual() {
      text("task_id", "acquisition_id", Measurement::getAcquisitionId);
      whole("websdr_id", "receiver_id", Measurement::getReceiverId);
      text("receiver_name", "receiver_name", Measurement::getReceiverName);
      time("window_start", "window_start", Measurement::getWindowStart);
      time("timestamp_utc", "start_time", Measurement::getStartTime);
      number("frequency_mhz", "center_frequency_hz", m -> m.getCenterFrequencyHz() / HZ_PER_MHZ);
      number("sample_rate_khz", "sample_rate_hz", m -> m.getSampleRateHz() / HZ_PER_KHZ);
      whole("samples_count", "samples_count", Measurement::getSamplesCount);
      whole("samples_lost", "samples_lost", Measurement::getSamplesLost);
      flag("detected", "detected", Measurement::getDetected);
      number("snr_db", "snr_db", Measurement::hasSnrDb, Measurement::getSnrDb);
      number("cn0_dbhz", "cn0_dbhz", Measurement::hasCn0Dbhz, Measurement::getCn0Dbhz);
      number(
          "psd_dbm",
          "psd_peak_dbm_per_hz",
          Measurement::hasPsdPeakDbmPerHz,
          Measurement::getPsdPeakDbmPerHz);
      number(
          "frequency_offset_hz",
          "frequency_offset_hz",
          Measurement::hasFrequencyOffsetHz,
          Measurement::getFrequencyOffsetHz);
      number(
          "frequency_offset_sigma_hz",
          "frequency_offset_sigma_hz",
          Measurement::hasFrequencyOffsetSigmaHz,
          Measurement::getFrequencyOffsetSigmaHz);
      number(
          "signal_power_dbm",
          "signal_power_dbm",
          Measurement::hasSignalPowerDbm,
          Measurement::getSignalPowerDbm);
      number(
          "noise_power_dbm",
          "noise_power_dbm",
          Measurement::hasNoisePowerDbm,
          Measurement::getNoisePowerDbm);
      number(
          "signal_power_dbfs",
          "signal_power_dbfs",
          Measurement::hasSignalPowerDbfs,
          Measurement::getSignalPowerDbfs);
      number(
          "noise_power_dbfs",
          "noise_power_dbfs",
          Measurement::hasNoisePowerDbfs,
          Measurement::getNoisePowerDbfs);
      number(
          "occupied_bandwidth_hz",
          "occupied_bandwidth_hz",
          Measurement::hasOccupiedBandwidthHz,
          Measurement::getOccupiedBandwidthHz);
      number(
          "occupied_fraction",
          "occupied_fraction",
          Measurement::hasOccupiedFraction,
          Measurement::getOccupiedFraction);
      text("iq_data_path", "iq_object_key", Measurement::getIqObjectKey);
    }

    private void signal() {
      whole("hop", "hop", Measurement::getHop);
      whole("center_frequency_hz", "center_frequency_hz", Measurement::getCenterFrequencyHz);
      number("sample_rate_hz", "sample_rate_hz", Measurement::getSampleRateHz);
      number(
          "signal_bandwidth_hz",
          "signal_bandwidth_hz",
          Measurement::hasSignalBandwidthHz,
          Measurement::getSignalBandwidthHz);
      number("snr_ref_db", "snr_ref_db", Measurement::hasSnrRefDb, Measurement::getSnrRefDb);
      number(
          "reference_bandwidth_hz",
          "reference_bandwidth_hz",
          m -> m.getReferenceBandwidthHz() > 0,
          Measurement::getReferenceBandwidthHz);
      number(
          "noise_floor_dbfs_per_hz",
          "noise_floor_dbfs_per_hz",
          Measurement::hasNoiseFloorDbfsPerHz,
          Measurement::getNoiseFloorDbfsPerHz);
      number(
          "noise_floor_dbm_per_hz",
          "noise_floor_dbm_per_hz",
          Measurement::hasNoiseFloorDbmPerHz,
          Measurement::getNoiseFloorDbmPerHz);
      number(
          "total_power_dbfs",
          "total_power_dbfs",
          Measurement::hasTotalPowerDbfs,
          Measurement::getTotalPowerDbfs);
      number(
          "psd_dbfs",
          "psd_peak_dbfs_per_hz",
          Measurement::hasPsdPeakDbfsPerHz,
          Measurement::getPsdPeakDbfsPerHz);
      flag(
          "occupied_bandwidth_truncated",
          "occupied_bandwidth_truncated",
          Measurement::getOccupiedBandwidthTruncated);
      text("offset_method", "offset_method", m -> named(m.getOffsetMethod(), "OFFSET_METHOD_"));
    }

    private void quality() {
      number("clipped_fraction", "clipped_fraction", Measurement::getClippedFraction);
      number("overload_fraction", "overload_fraction", Measurement::getOverloadFraction);
      number("dc_i", "dc_i", Measurement::hasDcI, Measurement::getDcI);
      number("dc_q", "dc_q", Measurement::hasDcQ, Measurement::getDcQ);
      number("crest_db", "crest_db", Measurement::hasCrestDb, Measurement::getCrestDb);
      flag("calibrated", "calibrated", Measurement::getCalibrated);
      whole("welch_length", "welch_length", Measurement::getWelchLength);
      whole("welch_segments", "welch_segments", Measurement::getWelchSegments);
      whole("algorithm_version", "algorithm_version", Measurement::getAlgorithmVersion);
    }

    private void anchor() {
      text("timing_class", "anchor", m -> named(m.getAnchor().getTimingClass(), "TIMING_CLASS_"));
      whole("uncertainty_ns", "anchor", m -> m.getAnchor().getUncertaintyNanos());
      whole("anchor_sample", "anchor", m -> m.getAnchor().getSampleIndex());
      whole("anchor_utc_ns", "anchor", m -> m.getAnchor().getUtcUnixNanos());
      number("anchor_rate_hz", "anchor", m -> m.getAnchor().getSampleRateHz());
      whole("residual_rms_ns", "anchor", m -> m.getAnchor().getResidualRmsNanos());
      whole("residual_max_ns", "anchor", m -> m.getAnchor().getResidualMaxNanos());
      whole("max_fix_age_s", "anchor", m -> m.getAnchor().getMaxFixAgeSeconds());
    }

    /// What is not stated is not there.
    private static String named(Enum<?> value, String prefix) {
      String name = Text.bare(value, prefix);
      return name.equals("UNSPECIFIED") ? "" : name;
    }

    private void text(String name, String path, Function<Measurement, String> value) {
      columns.put(name, new Column.Text(name, path, value));
    }

    private void whole(String name, String path, ToLongFunction<Measurement> value) {
      columns.put(name, new Column.Whole(name, path, value));
    }

    private void number(
        String name,
        String path,
        Predicate<Measurement> present,
        ToDoubleFunction<Measurement> value) {
      columns.put(name, new Column.Real(name, path, present, value));
    }

    private void number(String name, String path, ToDoubleFunction<Measurement> value) {
      number(name, path, _ -> true, value);
    }

    private void flag(String name, String path, Predicate<Measurement> value) {
      columns.put(name, new Column.Flag(name, path, value));
    }

    private void time(String name, String path, Function<Measurement, Timestamp> value) {
      columns.put(name, new Column.Time(name, path, m -> micros(value.apply(m))));
    }

    private static long micros(Timestamp time) {
      return time.getSeconds() * MICROS_PER_SECOND + time.getNanos() / NANOS_PER_MICRO;
    }
  }
}
