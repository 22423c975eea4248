package io.heimdall.server.grpc.message;

import static io.heimdall.server.grpc.message.MeasurementColumn.choice;
import static io.heimdall.server.grpc.message.MeasurementColumn.flag;
import static io.heimdall.server.grpc.message.MeasurementColumn.id;
import static io.heimdall.server.grpc.message.MeasurementColumn.number;
import static io.heimdall.server.grpc.message.MeasurementColumn.text;
import static io.heimdall.server.grpc.message.MeasurementColumn.time;
import static io.heimdall.server.grpc.message.MeasurementColumn.whole;

import com.google.protobuf.FieldMask;
import io.heimdall.db.measurement.MeasurementCursor;
import io.heimdall.db.measurement.MeasurementField;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.TimeAnchor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How fields of measurements come from their rows onto the wire, for reads of many: each value
/// goes straight from the row into the message, and what a mask leaves out is not read. One thread.
public final class MeasurementColumns {
  private static final String MASK = "read_mask";
  private static final String ANCHOR = "anchor";

  private final List<MeasurementColumn> columns;

  private MeasurementColumns(List<MeasurementColumn> columns) {
    this.columns = columns;
  }

  /// Reads a mask.
  ///
  /// @param mask what came; empty for all
  /// @return the columns of the fields it names
  /// @throws io.heimdall.server.failure.FailureException with FIELD_INVALID
  public static MeasurementColumns of(FieldMask mask) {
    List<MeasurementColumn> all = all();
    Set<String> known =
        all.stream()
            .map(MeasurementColumn::path)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (String path : mask.getPathsList()) {
      if (!known.contains(path)) {
        throw new Failure.Invalid(
                Reason.FIELD_INVALID,
                MASK,
                "read_mask names '%s', which is no field of measurements; fields are %s"
                    .formatted(path, String.join(", ", known)))
            .exception();
      }
    }
    Set<String> wanted = Set.copyOf(mask.getPathsList());
    return new MeasurementColumns(
        wanted.isEmpty()
            ? all
            : all.stream().filter(column -> wanted.contains(column.path())).toList());
  }

  /// What is to be read of each row.
  ///
  /// @return the fields, in the order in which [#read] takes them
  public List<MeasurementField> fields() {
    return columns.stream().map(MeasurementColumn::field).toList();
  }

  /// Makes a message of a row.
  ///
  /// @param row the row, of the fields above
  /// @return the message
  public Measurement read(MeasurementCursor row) {
    Measurement.Builder message = Measurement.newBuilder();
    for (int place = 0; place < columns.size(); place++) {
      columns.get(place).setter().set(row, place, message);
    }
    return message.build();
  }

  private static List<MeasurementColumn> all() {
    return Stream.of(subject(), signal(), levels(), shape(), anchor())
        .flatMap(List::stream)
        .toList();
  }

  private static List<MeasurementColumn> subject() {
    return List.of(
        id(
            "acquisition_id",
            MeasurementField.ACQUISITION_ID,
            Measurement.Builder::setAcquisitionIdBytes),
        whole("receiver_id", MeasurementField.RECEIVER_ID, (m, v) -> m.setReceiverId((int) v)),
        text(
            "receiver_name",
            MeasurementField.RECEIVER_NAME,
            Measurement.Builder::setReceiverNameBytes),
        whole("hop", MeasurementField.HOP, (m, v) -> m.setHop((int) v)),
        time("window_start", MeasurementField.WINDOW_START, Measurement.Builder::setWindowStart),
        time("start_time", MeasurementField.START_TIME, Measurement.Builder::setStartTime),
        whole(
            "center_frequency_hz",
            MeasurementField.CENTER_FREQUENCY_HZ,
            Measurement.Builder::setCenterFrequencyHz),
        number(
            "sample_rate_hz",
            MeasurementField.SAMPLE_RATE_HZ,
            Measurement.Builder::setSampleRateHz),
        whole(
            "samples_count", MeasurementField.SAMPLES_COUNT, Measurement.Builder::setSamplesCount),
        whole("samples_lost", MeasurementField.SAMPLES_LOST, Measurement.Builder::setSamplesLost),
        text(
            "iq_object_key",
            MeasurementField.IQ_OBJECT_KEY,
            Measurement.Builder::setIqObjectKeyBytes),
        whole(
            "algorithm_version",
            MeasurementField.ALGORITHM_VERSION,
            (m, v) -> m.setAlgorithmVersion((int) v)));
  }

  private static List<MeasurementColumn> signal() {
    return List.of(
        flag("detected", MeasurementField.DETECTED, Measurement.Builder::setDetected),
        flag("calibrated", MeasurementField.CALIBRATED, Measurement.Builder::setCalibrated),
        number("snr_db", MeasurementField.SNR_DB, Measurement.Builder::setSnrDb),
        number(
            "signal_bandwidth_hz",
            MeasurementField.SIGNAL_BANDWIDTH_HZ,
            Measurement.Builder::setSignalBandwidthHz),
        number("snr_ref_db", MeasurementField.SNR_REF_DB, Measurement.Builder::setSnrRefDb),
        number(
            "reference_bandwidth_hz",
            MeasurementField.REFERENCE_BANDWIDTH_HZ,
            Measurement.Builder::setReferenceBandwidthHz),
        number("cn0_dbhz", MeasurementField.CN0_DBHZ, Measurement.Builder::setCn0Dbhz),
        number(
            "frequency_offset_hz",
            MeasurementField.FREQUENCY_OFFSET_HZ,
            Measurement.Builder::setFrequencyOffsetHz),
        number(
            "frequency_offset_sigma_hz",
            MeasurementField.FREQUENCY_OFFSET_SIGMA_HZ,
            Measurement.Builder::setFrequencyOffsetSigmaHz),
        choice(
            "offset_method",
            MeasurementField.OFFSET_METHOD,
            (m, v) -> m.setOffsetMethod(MeasurementMessages.method(v))));
  }

  private static List<MeasurementColumn> levels() {
    return List.of(
        number(
            "noise_floor_dbfs_per_hz",
            MeasurementField.NOISE_FLOOR_DBFS_PER_HZ,
            Measurement.Builder::setNoiseFloorDbfsPerHz),
        number(
            "noise_floor_dbm_per_hz",
            MeasurementField.NOISE_FLOOR_DBM_PER_HZ,
            Measurement.Builder::setNoiseFloorDbmPerHz),
        number(
            "signal_power_dbfs",
            MeasurementField.SIGNAL_POWER_DBFS,
            Measurement.Builder::setSignalPowerDbfs),
        number(
            "signal_power_dbm",
            MeasurementField.SIGNAL_POWER_DBM,
            Measurement.Builder::setSignalPowerDbm),
        number(
            "noise_power_dbfs",
            MeasurementField.NOISE_POWER_DBFS,
            Measurement.Builder::setNoisePowerDbfs),
        number(
            "noise_power_dbm",
            MeasurementField.NOISE_POWER_DBM,
            Measurement.Builder::setNoisePowerDbm),
        number(
            "total_power_dbfs",
            MeasurementField.TOTAL_POWER_DBFS,
            Measurement.Builder::setTotalPowerDbfs),
        number(
            "psd_peak_dbfs_per_hz",
            MeasurementField.PSD_PEAK_DBFS_PER_HZ,
            Measurement.Builder::setPsdPeakDbfsPerHz),
        number(
            "psd_peak_dbm_per_hz",
            MeasurementField.PSD_PEAK_DBM_PER_HZ,
            Measurement.Builder::setPsdPeakDbmPerHz));
  }

  private static List<MeasurementColumn> shape() {
    return List.of(
        number(
            "occupied_bandwidth_hz",
            MeasurementField.OCCUPIED_BANDWIDTH_HZ,
            Measurement.Builder::setOccupiedBandwidthHz),
        flag(
            "occupied_bandwidth_truncated",
            MeasurementField.OCCUPIED_BANDWIDTH_TRUNCATED,
            Measurement.Builder::setOccupiedBandwidthTruncated),
        number(
            "occupied_fraction",
            MeasurementField.OCCUPIED_FRACTION,
            Measurement.Builder::setOccupiedFraction),
        number(
            "clipped_fraction",
            MeasurementField.CLIPPED_FRACTION,
            Measurement.Builder::setClippedFraction),
        number(
            "overload_fraction",
            MeasurementField.OVERLOAD_FRACTION,
            Measurement.Builder::setOverloadFraction),
        number("dc_i", MeasurementField.DC_I, Measurement.Builder::setDcI),
        number("dc_q", MeasurementField.DC_Q, Measurement.Builder::setDcQ),
        number("crest_db", MeasurementField.CREST_DB, Measurement.Builder::setCrestDb),
        whole("welch_length", MeasurementField.WELCH_LENGTH, (m, v) -> m.setWelchLength((int) v)),
        whole(
            "welch_segments",
            MeasurementField.WELCH_SEGMENTS,
            Measurement.Builder::setWelchSegments));
  }

  private static List<MeasurementColumn> anchor() {
    return List.of(
        whole(ANCHOR, MeasurementField.ANCHOR_SAMPLE, (m, v) -> anchor(m).setSampleIndex(v)),
        whole(ANCHOR, MeasurementField.ANCHOR_UTC_NS, (m, v) -> anchor(m).setUtcUnixNanos(v)),
        number(ANCHOR, MeasurementField.ANCHOR_RATE_HZ, (m, v) -> anchor(m).setSampleRateHz(v)),
        choice(
            ANCHOR,
            MeasurementField.TIMING_CLASS,
            (m, v) -> anchor(m).setTimingClass(SampleMessages.timingClass(v))),
        whole(ANCHOR, MeasurementField.UNCERTAINTY_NS, (m, v) -> anchor(m).setUncertaintyNanos(v)),
        whole(ANCHOR, MeasurementField.RESIDUAL_RMS_NS, (m, v) -> anchor(m).setResidualRmsNanos(v)),
        whole(ANCHOR, MeasurementField.RESIDUAL_MAX_NS, (m, v) -> anchor(m).setResidualMaxNanos(v)),
        whole(
            ANCHOR,
            MeasurementField.MAX_FIX_AGE_SECONDS,
            (m, v) -> anchor(m).setMaxFixAgeSeconds((int) v)));
  }

  private static TimeAnchor.Builder anchor(Measurement.Builder message) {
    return message.getAnchorBuilder();
  }
}
