package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;

import io.heimdall.db.jooq.tables.records.MeasurementsRecord;
import io.heimdall.db.sql.BulkCopy;
import io.heimdall.db.sql.BulkInsert;

/// The columns a measurement is written to. Those it lacks are derived by the table.
final class MeasurementColumns {

  static final BulkInsert<MeasurementsRecord, Measurement> INSERT =
      timing(quality(signal(subject(key(BulkInsert.into(MEASUREMENTS))))));

  static final BulkCopy<MeasurementsRecord, Measurement> COPY = INSERT.byCopy();

  private MeasurementColumns() {}

  private static BulkInsert<MeasurementsRecord, Measurement> key(
      BulkInsert<MeasurementsRecord, Measurement> insert) {
    return insert
        .column(MEASUREMENTS.WINDOW_START, row -> row.key().windowStart())
        .column(MEASUREMENTS.TASK_ID, row -> row.key().acquisitionId())
        .int4(MEASUREMENTS.WEBSDR_ID, row -> row.key().receiverId())
        .int4(MEASUREMENTS.HOP, row -> row.key().hop())
        .int4(MEASUREMENTS.ALGORITHM_VERSION, row -> row.key().algorithmVersion());
  }

  private static BulkInsert<MeasurementsRecord, Measurement> subject(
      BulkInsert<MeasurementsRecord, Measurement> insert) {
    return insert
        .column(MEASUREMENTS.OWNER, row -> row.subject().owner())
        .column(MEASUREMENTS.RECEIVER_NAME, row -> row.subject().receiverName())
        .column(MEASUREMENTS.TIMESTAMP_UTC, row -> row.subject().startTime())
        .int8(MEASUREMENTS.CENTER_FREQUENCY_HZ, row -> row.subject().centerFrequencyHz())
        .float8(MEASUREMENTS.SAMPLE_RATE_HZ, row -> row.subject().sampleRateHz())
        .column(MEASUREMENTS.RATE_ERROR_PPM, row -> row.subject().rateErrorPpm())
        .int8(MEASUREMENTS.SAMPLES_COUNT, row -> row.subject().samplesCount())
        .int8(MEASUREMENTS.LOST_SAMPLES, row -> row.subject().lostSamples())
        .column(MEASUREMENTS.IQ_DATA_PATH, row -> row.subject().iqObjectKey())
        .column(MEASUREMENTS.METADATA_JSON, row -> row.subject().metadataJson());
  }

  private static BulkInsert<MeasurementsRecord, Measurement> signal(
      BulkInsert<MeasurementsRecord, Measurement> insert) {
    return insert
        .column(MEASUREMENTS.DETECTED, row -> row.signal().detected())
        .column(MEASUREMENTS.SNR_DB, row -> row.signal().snrDb())
        .column(MEASUREMENTS.SIGNAL_BANDWIDTH_HZ, row -> row.signal().signalBandwidthHz())
        .column(MEASUREMENTS.SNR_REF_DB, row -> row.signal().snrRefDb())
        .column(MEASUREMENTS.REFERENCE_BANDWIDTH_HZ, row -> row.signal().referenceBandwidthHz())
        .column(MEASUREMENTS.CN0_DBHZ, row -> row.signal().cn0Dbhz())
        .column(MEASUREMENTS.TOTAL_POWER_DBFS, row -> row.levels().totalPowerDbfs())
        .column(MEASUREMENTS.SIGNAL_POWER_DBFS, row -> row.levels().signalPowerDbfs())
        .column(MEASUREMENTS.NOISE_POWER_DBFS, row -> row.levels().noisePowerDbfs())
        .column(MEASUREMENTS.NOISE_FLOOR_DBFS_PER_HZ, row -> row.levels().noiseFloorDbfsPerHz())
        .column(MEASUREMENTS.PSD_DBFS, row -> row.levels().psdPeakDbfsPerHz())
        .column(MEASUREMENTS.DBM_OFFSET, row -> row.levels().dbmOffset())
        .column(MEASUREMENTS.OBW_HZ, row -> row.bandwidth().obwHz())
        .column(MEASUREMENTS.OBW_LOW_HZ, row -> row.bandwidth().obwLowHz())
        .column(MEASUREMENTS.OBW_HIGH_HZ, row -> row.bandwidth().obwHighHz())
        .column(MEASUREMENTS.OBW_TRUNCATED, row -> row.bandwidth().obwTruncated())
        .column(MEASUREMENTS.FREQUENCY_OFFSET_HZ, row -> row.offset().frequencyOffsetHz())
        .column(
            MEASUREMENTS.FREQUENCY_OFFSET_SIGMA_HZ, row -> row.offset().frequencyOffsetSigmaHz())
        .column(MEASUREMENTS.OFFSET_METHOD, row -> row.offset().method());
  }

  private static BulkInsert<MeasurementsRecord, Measurement> quality(
      BulkInsert<MeasurementsRecord, Measurement> insert) {
    return insert
        .int8(MEASUREMENTS.WELCH_SEGMENTS, row -> row.spectrum().welchSegments())
        .int4(MEASUREMENTS.WELCH_LENGTH, row -> row.spectrum().welchLength())
        .column(MEASUREMENTS.RESOLUTION_HZ, row -> row.spectrum().resolutionHz())
        .column(MEASUREMENTS.OCCUPIED_FRACTION, row -> row.spectrum().occupiedFraction())
        .column(MEASUREMENTS.FLOOR_VALID, row -> row.spectrum().floorValid())
        .column(MEASUREMENTS.CLIP_FRACTION, row -> row.quality().clipFraction())
        .column(MEASUREMENTS.OVERLOAD_FRACTION, row -> row.quality().overloadFraction())
        .column(MEASUREMENTS.DC_I, row -> row.quality().dcI())
        .column(MEASUREMENTS.DC_Q, row -> row.quality().dcQ())
        .column(MEASUREMENTS.CREST_DB, row -> row.quality().crestDb())
        .column(MEASUREMENTS.PEAK_DBFS, row -> row.quality().peakDbfs());
  }

  private static BulkInsert<MeasurementsRecord, Measurement> timing(
      BulkInsert<MeasurementsRecord, Measurement> insert) {
    return insert
        .int8(MEASUREMENTS.FIRST_SAMPLE_UTC_NS, row -> row.timing().firstSampleUtcNanos())
        .int8(MEASUREMENTS.ANCHOR_SAMPLE, row -> row.timing().anchor().sample())
        .int8(MEASUREMENTS.ANCHOR_UTC_NS, row -> row.timing().anchor().utcNanos())
        .float8(MEASUREMENTS.MEASURED_RATE_HZ, row -> row.timing().anchor().rateHz())
        .column(MEASUREMENTS.TIMING_CLASS, row -> row.timing().timingClass())
        .int8(MEASUREMENTS.UNCERTAINTY_NS, row -> row.timing().uncertaintyNanos())
        .int8(MEASUREMENTS.RESIDUAL_RMS_NS, row -> row.timing().residualRmsNanos())
        .int8(MEASUREMENTS.RESIDUAL_MAX_NS, row -> row.timing().residualMaxNanos())
        .int4(MEASUREMENTS.MAX_FIX_AGE_S, row -> row.timing().maxFixAgeSeconds());
  }
}
