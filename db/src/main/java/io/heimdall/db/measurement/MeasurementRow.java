package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;
import static io.heimdall.db.sql.Sql.map;
import static org.jooq.Records.mapping;

import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.TimeAnchor;
import org.jooq.Record;

/// A measurement from its row.
final class MeasurementRow {

  private MeasurementRow() {}

  static Measurement read(Record row) {
    return new Measurement(
        key(row),
        subject(row),
        signal(row),
        levels(row),
        spectrum(row),
        bandwidth(row),
        offset(row),
        quality(row),
        timing(row));
  }

  private static MeasurementKey key(Record row) {
    return map(
        row.into(
            MEASUREMENTS.WINDOW_START,
            MEASUREMENTS.TASK_ID,
            MEASUREMENTS.WEBSDR_ID,
            MEASUREMENTS.HOP,
            MEASUREMENTS.ALGORITHM_VERSION),
        mapping(MeasurementKey::new));
  }

  private static Measurement.Subject subject(Record row) {
    return map(
        row.into(
            MEASUREMENTS.OWNER,
            MEASUREMENTS.RECEIVER_NAME,
            MEASUREMENTS.TIMESTAMP_UTC,
            MEASUREMENTS.CENTER_FREQUENCY_HZ,
            MEASUREMENTS.SAMPLE_RATE_HZ,
            MEASUREMENTS.RATE_ERROR_PPM,
            MEASUREMENTS.SAMPLES_COUNT,
            MEASUREMENTS.LOST_SAMPLES,
            MEASUREMENTS.IQ_DATA_PATH,
            MEASUREMENTS.METADATA_JSON),
        mapping(Measurement.Subject::new));
  }

  private static Measurement.Signal signal(Record row) {
    return map(
        row.into(
            MEASUREMENTS.DETECTED,
            MEASUREMENTS.SNR_DB,
            MEASUREMENTS.SIGNAL_BANDWIDTH_HZ,
            MEASUREMENTS.SNR_REF_DB,
            MEASUREMENTS.REFERENCE_BANDWIDTH_HZ,
            MEASUREMENTS.CN0_DBHZ),
        mapping(Measurement.Signal::new));
  }

  private static Measurement.Levels levels(Record row) {
    return map(
        row.into(
            MEASUREMENTS.TOTAL_POWER_DBFS,
            MEASUREMENTS.SIGNAL_POWER_DBFS,
            MEASUREMENTS.NOISE_POWER_DBFS,
            MEASUREMENTS.NOISE_FLOOR_DBFS_PER_HZ,
            MEASUREMENTS.PSD_DBFS,
            MEASUREMENTS.DBM_OFFSET),
        mapping(Measurement.Levels::new));
  }

  private static Measurement.Spectrum spectrum(Record row) {
    return map(
        row.into(
            MEASUREMENTS.WELCH_SEGMENTS,
            MEASUREMENTS.WELCH_LENGTH,
            MEASUREMENTS.RESOLUTION_HZ,
            MEASUREMENTS.OCCUPIED_FRACTION,
            MEASUREMENTS.FLOOR_VALID),
        mapping(Measurement.Spectrum::new));
  }

  private static Measurement.Bandwidth bandwidth(Record row) {
    return map(
        row.into(
            MEASUREMENTS.OBW_HZ,
            MEASUREMENTS.OBW_LOW_HZ,
            MEASUREMENTS.OBW_HIGH_HZ,
            MEASUREMENTS.OBW_TRUNCATED),
        mapping(Measurement.Bandwidth::new));
  }

  private static Measurement.Offset offset(Record row) {
    return map(
        row.into(
            MEASUREMENTS.FREQUENCY_OFFSET_HZ,
            MEASUREMENTS.FREQUENCY_OFFSET_SIGMA_HZ,
            MEASUREMENTS.OFFSET_METHOD),
        mapping(Measurement.Offset::new));
  }

  private static Measurement.Quality quality(Record row) {
    return map(
        row.into(
            MEASUREMENTS.CLIP_FRACTION,
            MEASUREMENTS.OVERLOAD_FRACTION,
            MEASUREMENTS.DC_I,
            MEASUREMENTS.DC_Q,
            MEASUREMENTS.CREST_DB,
            MEASUREMENTS.PEAK_DBFS),
        mapping(Measurement.Quality::new));
  }

  private static RecordingTiming timing(Record row) {
    return new RecordingTiming(
        row.get(MEASUREMENTS.FIRST_SAMPLE_UTC_NS),
        map(
            row.into(
                MEASUREMENTS.ANCHOR_SAMPLE,
                MEASUREMENTS.ANCHOR_UTC_NS,
                MEASUREMENTS.MEASURED_RATE_HZ),
            mapping(TimeAnchor::new)),
        row.get(MEASUREMENTS.TIMING_CLASS),
        row.get(MEASUREMENTS.UNCERTAINTY_NS),
        row.get(MEASUREMENTS.RESIDUAL_RMS_NS),
        row.get(MEASUREMENTS.RESIDUAL_MAX_NS),
        row.get(MEASUREMENTS.MAX_FIX_AGE_S));
  }
}
