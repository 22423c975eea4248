package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;

import io.heimdall.db.filter.FilterColumn;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// What can be read of a measurement, and compared with, one value at a time. Units are those of
/// [Measurement].
public enum MeasurementField implements FilterColumn {
  /// The acquisition.
  ACQUISITION_ID(Kind.ID, MEASUREMENTS.TASK_ID),
  /// The receiver.
  RECEIVER_ID(Kind.WHOLE, MEASUREMENTS.WEBSDR_ID),
  /// The receiver's name at the time.
  RECEIVER_NAME(Kind.TEXT, MEASUREMENTS.RECEIVER_NAME),
  /// Which of the acquisition's frequencies, from 0.
  HOP(Kind.WHOLE, MEASUREMENTS.HOP),
  /// When the window began.
  WINDOW_START(Kind.TIME, MEASUREMENTS.WINDOW_START),
  /// The time of the first sample.
  START_TIME(Kind.TIME, MEASUREMENTS.TIMESTAMP_UTC),
  /// The frequency that is 0 Hz in the samples.
  CENTER_FREQUENCY_HZ(Kind.WHOLE, MEASUREMENTS.CENTER_FREQUENCY_HZ),
  /// Samples per second.
  SAMPLE_RATE_HZ(Kind.NUMBER, MEASUREMENTS.SAMPLE_RATE_HZ),
  /// Samples that were measured.
  SAMPLES_COUNT(Kind.WHOLE, MEASUREMENTS.SAMPLES_COUNT),
  /// Samples known to be lost in between.
  SAMPLES_LOST(Kind.WHOLE, MEASUREMENTS.LOST_SAMPLES),
  /// Whether a signal rises above the noise.
  DETECTED(Kind.FLAG, MEASUREMENTS.DETECTED),
  /// Signal over noise in the signal's own bandwidth.
  SNR_DB(Kind.NUMBER, MEASUREMENTS.SNR_DB),
  /// The bandwidth of the former.
  SIGNAL_BANDWIDTH_HZ(Kind.NUMBER, MEASUREMENTS.SIGNAL_BANDWIDTH_HZ),
  /// Signal over noise in the reference bandwidth.
  SNR_REF_DB(Kind.NUMBER, MEASUREMENTS.SNR_REF_DB),
  /// The bandwidth of the former.
  REFERENCE_BANDWIDTH_HZ(Kind.NUMBER, MEASUREMENTS.REFERENCE_BANDWIDTH_HZ),
  /// Signal power over noise density.
  CN0_DBHZ(Kind.NUMBER, MEASUREMENTS.CN0_DBHZ),
  /// Whether levels are known in dBm.
  CALIBRATED(Kind.FLAG, DSL.field(MEASUREMENTS.DBM_OFFSET.isNotNull())),
  /// Density of the noise.
  NOISE_FLOOR_DBFS_PER_HZ(Kind.NUMBER, MEASUREMENTS.NOISE_FLOOR_DBFS_PER_HZ),
  /// The same in dBm.
  NOISE_FLOOR_DBM_PER_HZ(Kind.NUMBER, dbm(MEASUREMENTS.NOISE_FLOOR_DBFS_PER_HZ)),
  /// Power of the signal.
  SIGNAL_POWER_DBFS(Kind.NUMBER, MEASUREMENTS.SIGNAL_POWER_DBFS),
  /// The same in dBm.
  SIGNAL_POWER_DBM(Kind.NUMBER, dbm(MEASUREMENTS.SIGNAL_POWER_DBFS)),
  /// Power of the noise.
  NOISE_POWER_DBFS(Kind.NUMBER, MEASUREMENTS.NOISE_POWER_DBFS),
  /// The same in dBm.
  NOISE_POWER_DBM(Kind.NUMBER, dbm(MEASUREMENTS.NOISE_POWER_DBFS)),
  /// Power of everything.
  TOTAL_POWER_DBFS(Kind.NUMBER, MEASUREMENTS.TOTAL_POWER_DBFS),
  /// The highest density of the spectrum.
  PSD_PEAK_DBFS_PER_HZ(Kind.NUMBER, MEASUREMENTS.PSD_DBFS),
  /// The same in dBm.
  PSD_PEAK_DBM_PER_HZ(Kind.NUMBER, dbm(MEASUREMENTS.PSD_DBFS)),
  /// The bandwidth that holds 99 % of the signal's power.
  OCCUPIED_BANDWIDTH_HZ(Kind.NUMBER, MEASUREMENTS.OBW_HZ),
  /// Whether that touches the end of the receiver's band.
  OCCUPIED_BANDWIDTH_TRUNCATED(Kind.FLAG, DSL.coalesce(MEASUREMENTS.OBW_TRUNCATED, false)),
  /// How far the signal is from the tuned frequency.
  FREQUENCY_OFFSET_HZ(Kind.NUMBER, MEASUREMENTS.FREQUENCY_OFFSET_HZ),
  /// One standard uncertainty of the former.
  FREQUENCY_OFFSET_SIGMA_HZ(Kind.NUMBER, MEASUREMENTS.FREQUENCY_OFFSET_SIGMA_HZ),
  /// How the offset was found.
  OFFSET_METHOD(Kind.TEXT, MEASUREMENTS.OFFSET_METHOD, MEASUREMENTS.OFFSET_METHOD.ne("NONE")),
  /// The part of the spectrum's bins that rise above the noise.
  OCCUPIED_FRACTION(Kind.NUMBER, MEASUREMENTS.OCCUPIED_FRACTION),
  /// The part of the samples at the limits of the number format.
  CLIPPED_FRACTION(Kind.NUMBER, MEASUREMENTS.CLIP_FRACTION),
  /// The part of the blocks with an overload.
  OVERLOAD_FRACTION(Kind.NUMBER, MEASUREMENTS.OVERLOAD_FRACTION),
  /// The mean of I.
  DC_I(Kind.NUMBER, MEASUREMENTS.DC_I),
  /// The mean of Q.
  DC_Q(Kind.NUMBER, MEASUREMENTS.DC_Q),
  /// Peak power over mean power.
  CREST_DB(Kind.NUMBER, MEASUREMENTS.CREST_DB),
  /// Samples in a segment of the spectrum.
  WELCH_LENGTH(Kind.WHOLE, MEASUREMENTS.WELCH_LENGTH),
  /// How many segments were averaged.
  WELCH_SEGMENTS(Kind.WHOLE, MEASUREMENTS.WELCH_SEGMENTS),
  /// The version of the algorithms.
  ALGORITHM_VERSION(Kind.WHOLE, MEASUREMENTS.ALGORITHM_VERSION),
  /// The key of the first object with the samples.
  IQ_OBJECT_KEY(Kind.TEXT, MEASUREMENTS.IQ_DATA_PATH),
  /// How the time is known.
  TIMING_CLASS(Kind.TEXT, MEASUREMENTS.TIMING_CLASS),
  /// One standard uncertainty of the time.
  UNCERTAINTY_NS(Kind.WHOLE, MEASUREMENTS.UNCERTAINTY_NS),
  /// The sample whose time is known.
  ANCHOR_SAMPLE(Kind.WHOLE, MEASUREMENTS.ANCHOR_SAMPLE),
  /// Its time, in nanoseconds since 1970-01-01T00:00:00Z.
  ANCHOR_UTC_NS(Kind.WHOLE, MEASUREMENTS.ANCHOR_UTC_NS),
  /// Samples per second from there on.
  ANCHOR_RATE_HZ(Kind.NUMBER, MEASUREMENTS.MEASURED_RATE_HZ),
  /// Root mean square distance of the stamps from the line.
  RESIDUAL_RMS_NS(Kind.WHOLE, MEASUREMENTS.RESIDUAL_RMS_NS),
  /// The largest such distance.
  RESIDUAL_MAX_NS(Kind.WHOLE, MEASUREMENTS.RESIDUAL_MAX_NS),
  /// The oldest GPS fix any stamp rests on.
  MAX_FIX_AGE_SECONDS(Kind.WHOLE, MEASUREMENTS.MAX_FIX_AGE_S);

  private final Kind kind;

  @SuppressWarnings("ImmutableEnumChecker") // an expression, which nobody changes
  private final Field<?> sql;

  @SuppressWarnings("ImmutableEnumChecker") // likewise
  private final Condition presence;

  MeasurementField(Kind kind, Field<?> sql) {
    this(kind, sql, sql.isNotNull());
  }

  MeasurementField(Kind kind, Field<?> sql, Condition presence) {
    this.kind = kind;
    this.sql = sql;
    this.presence = presence;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  /// The value in a row of the table.
  Field<?> sql() {
    return sql;
  }

  /// Whether there is a value.
  Condition presence() {
    return presence;
  }

  private static Field<Double> dbm(Field<Double> dbfs) {
    return dbfs.plus(MEASUREMENTS.DBM_OFFSET);
  }
}
