package io.heimdall.db.recording;

import static io.heimdall.db.jooq.Tables.RECORDINGS;
import static io.heimdall.db.jooq.Tables.RECORDING_GAPS;
import static io.heimdall.db.jooq.Tables.RECORDING_SEGMENTS;
import static io.heimdall.db.sql.Sql.map;
import static org.jooq.Records.mapping;

import io.heimdall.db.receiver.Position;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/// Recordings and segments from their rows.
final class RecordingRow {

  private RecordingRow() {}

  static Recording read(Record row) {
    return new Recording(
        map(
            row.into(RECORDINGS.ACQUISITION_ID, RECORDINGS.RECEIVER_ID, RECORDINGS.HOP),
            mapping(RecordingId::new)),
        row.get(RECORDINGS.OWNER),
        receiver(row),
        row.get(RECORDINGS.CENTER_FREQUENCY_HZ),
        RecordingState.valueOf(row.get(RECORDINGS.STATE)),
        failure(row),
        stream(row),
        map(
            row.into(
                RECORDINGS.SAMPLES_EXPECTED, RECORDINGS.SAMPLES_RECEIVED, RECORDINGS.SAMPLES_LOST),
            mapping(SampleCounts::new)),
        row.get(RECORDINGS.SNR_DB),
        timing(row),
        map(
            row.into(RECORDINGS.LATE_START, RECORDINGS.OVERLOAD_FRACTION, RECORDINGS.METADATA_KEY),
            mapping(Recording.Quality::new)),
        map(
            row.into(RECORDINGS.RETRIES, RECORDINGS.NEXT_ATTEMPT_AT),
            mapping(Recording.Retries::new)),
        map(
            row.into(RECORDINGS.CREATED_AT, RECORDINGS.STARTED_AT, RECORDINGS.FINISHED_AT),
            mapping(Recording.Times::new)));
  }

  static Segment segment(Record row) {
    return new Segment(
        map(
            row.into(
                RECORDING_SEGMENTS.ACQUISITION_ID,
                RECORDING_SEGMENTS.RECEIVER_ID,
                RECORDING_SEGMENTS.HOP),
            mapping(RecordingId::new)),
        row.get(RECORDING_SEGMENTS.SEGMENT_INDEX),
        row.get(RECORDING_SEGMENTS.EPOCH),
        row.get(RECORDING_SEGMENTS.OBJECT_KEY),
        runs(
            row.get(RECORDING_SEGMENTS.RUN_FIRST_SAMPLE),
            row.get(RECORDING_SEGMENTS.RUN_SAMPLE_COUNT)),
        new Segment.StoredObject(
            row.get(RECORDING_SEGMENTS.SIZE_BYTES),
            HexFormat.of().formatHex(row.get(RECORDING_SEGMENTS.SHA256)),
            List.of(row.get(RECORDING_SEGMENTS.CRC32C_256K))),
        map(
            row.into(
                RECORDING_SEGMENTS.ANCHOR_SAMPLE,
                RECORDING_SEGMENTS.ANCHOR_UTC_NS,
                RECORDING_SEGMENTS.ANCHOR_RATE_HZ),
            mapping(TimeAnchor::new)));
  }

  static RecordingId gapOf(Record row) {
    return map(
        row.into(RECORDING_GAPS.ACQUISITION_ID, RECORDING_GAPS.RECEIVER_ID, RECORDING_GAPS.HOP),
        mapping(RecordingId::new));
  }

  static RecordingGap gap(Record row) {
    return map(
        row.into(RECORDING_GAPS.FIRST_SAMPLE, RECORDING_GAPS.SAMPLE_COUNT, RECORDING_GAPS.CAUSE),
        mapping(RecordingGap::new));
  }

  private static List<SampleRun> runs(Long[] first, Long[] count) {
    var runs = new ArrayList<SampleRun>(first.length);
    for (int run = 0; run < first.length; run++) {
      runs.add(new SampleRun(first[run], count[run]));
    }
    return runs;
  }

  private static ReceiverSnapshot receiver(Record row) {
    Position position =
        row.get(RECORDINGS.RECEIVER_LATITUDE) == null
            ? null
            : map(
                row.into(
                    RECORDINGS.RECEIVER_LATITUDE,
                    RECORDINGS.RECEIVER_LONGITUDE,
                    RECORDINGS.RECEIVER_ALTITUDE_M),
                mapping(Position::new));
    return new ReceiverSnapshot(
        row.get(RECORDINGS.RECEIVER_NAME), row.get(RECORDINGS.RECEIVER_URL), position);
  }

  private static Recording.@Nullable Failure failure(Record row) {
    return row.get(RECORDINGS.FAILURE_REASON) == null
        ? null
        : map(
            row.into(RECORDINGS.FAILURE_REASON, RECORDINGS.FAILURE_MESSAGE),
            mapping(Recording.Failure::new));
  }

  private static @Nullable StreamFacts stream(Record row) {
    return row.get(RECORDINGS.SAMPLE_RATE_HZ) == null
        ? null
        : map(
            row.into(
                RECORDINGS.SAMPLE_RATE_HZ,
                RECORDINGS.BAND_LOW_HZ,
                RECORDINGS.BAND_HIGH_HZ,
                RECORDINGS.DBM_OFFSET,
                RECORDINGS.FACTS),
            mapping(StreamFacts::new));
  }

  private static @Nullable RecordingTiming timing(Record row) {
    return row.get(RECORDINGS.ANCHOR_UTC_NS) == null
        ? null
        : new RecordingTiming(
            row.get(RECORDINGS.FIRST_SAMPLE_UTC_NS),
            map(
                row.into(
                    RECORDINGS.ANCHOR_SAMPLE,
                    RECORDINGS.ANCHOR_UTC_NS,
                    RECORDINGS.MEASURED_RATE_HZ),
                mapping(TimeAnchor::new)),
            row.get(RECORDINGS.TIMING_CLASS),
            row.get(RECORDINGS.UNCERTAINTY_NS),
            row.get(RECORDINGS.RESIDUAL_RMS_NS),
            row.get(RECORDINGS.RESIDUAL_MAX_NS),
            row.get(RECORDINGS.MAX_FIX_AGE_S));
  }
}
