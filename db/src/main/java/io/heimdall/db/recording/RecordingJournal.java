package io.heimdall.db.recording;

import static io.heimdall.db.jooq.Tables.RECORDINGS;
import static io.heimdall.db.jooq.Tables.RECORDING_GAPS;
import static io.heimdall.db.jooq.Tables.RECORDING_SEGMENTS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.DOUBLE;
import static org.jooq.impl.SQLDataType.INSTANT;
import static org.jooq.impl.SQLDataType.INTEGER;

import io.heimdall.db.acquisition.Fence;
import io.heimdall.db.jooq.tables.records.RecordingGapsRecord;
import io.heimdall.db.jooq.tables.records.RecordingsRecord;
import io.heimdall.db.receiver.Position;
import io.heimdall.db.sql.BulkInsert;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// Writes what a run finds out about its recordings. Stateless. Every write asks for the run's
/// fence and touches rows of the fenced acquisition only.
public final class RecordingJournal {

  private record Gap(RecordingId recording, RecordingGap gap) {}

  private static final BulkInsert<RecordingsRecord, NewRecording> RECORDING =
      BulkInsert.<RecordingsRecord, NewRecording>into(RECORDINGS)
          .column(RECORDINGS.ACQUISITION_ID, recording -> recording.id().acquisitionId())
          .column(RECORDINGS.RECEIVER_ID, recording -> recording.id().receiverId())
          .column(RECORDINGS.HOP, recording -> recording.id().hop())
          .column(RECORDINGS.OWNER, NewRecording::owner)
          .column(RECORDINGS.RECEIVER_NAME, recording -> recording.receiver().name())
          .column(RECORDINGS.RECEIVER_URL, recording -> recording.receiver().url())
          .column(RECORDINGS.RECEIVER_LATITUDE, position(Position::latitudeDeg))
          .column(RECORDINGS.RECEIVER_LONGITUDE, position(Position::longitudeDeg))
          .column(RECORDINGS.RECEIVER_ALTITUDE_M, position(Position::altitudeM))
          .column(RECORDINGS.CENTER_FREQUENCY_HZ, NewRecording::centerFrequencyHz)
          .column(RECORDINGS.SAMPLES_EXPECTED, NewRecording::samplesExpected);

  private static final BulkInsert<RecordingGapsRecord, Gap> GAP =
      BulkInsert.<RecordingGapsRecord, Gap>into(RECORDING_GAPS)
          .column(RECORDING_GAPS.ACQUISITION_ID, gap -> gap.recording().acquisitionId())
          .column(RECORDING_GAPS.RECEIVER_ID, gap -> gap.recording().receiverId())
          .column(RECORDING_GAPS.HOP, gap -> gap.recording().hop())
          .column(RECORDING_GAPS.FIRST_SAMPLE, gap -> gap.gap().firstSample())
          .column(RECORDING_GAPS.SAMPLE_COUNT, gap -> gap.gap().sampleCount())
          .column(RECORDING_GAPS.CAUSE, gap -> gap.gap().cause());

  /// Makes a journal, which holds nothing of its own.
  public RecordingJournal() {}

  /// Adds recordings that are to be made.
  ///
  /// @param fence the run's fence
  /// @param recordings any number, all of the fenced acquisition
  public void add(Fence fence, List<NewRecording> recordings) {
    recordings.forEach(recording -> own(fence, recording.id()));
    Sql.expect(
        RECORDING.rows(Sql.on(fence.tx()), recordings).execute(),
        recordings.size(),
        "add recordings");
  }

  /// Moves a recording on to CONNECTING or STORING.
  ///
  /// @param fence the run's fence
  /// @param id the recording
  /// @param state the state it is to be in
  public void setState(Fence fence, RecordingId id, RecordingState state) {
    int changed =
        Sql.on(fence.tx())
            .update(RECORDINGS)
            .set(RECORDINGS.STATE, state.name())
            .where(is(fence, id))
            .execute();
    Sql.expect(changed, 1, "set the state of " + id);
  }

  /// Keeps that a receiver's stream has begun; the recording is RECEIVING.
  ///
  /// @param fence the run's fence
  /// @param id the recording
  /// @param stream what the receiver said
  /// @param samplesExpected how many samples the window holds at its rate
  /// @param at when
  public void start(
      Fence fence, RecordingId id, StreamFacts stream, long samplesExpected, Instant at) {
    int changed =
        Sql.on(fence.tx())
            .update(RECORDINGS)
            .set(RECORDINGS.STATE, RecordingState.RECEIVING.name())
            .set(RECORDINGS.SAMPLE_RATE_HZ, stream.sampleRateHz())
            .set(RECORDINGS.BAND_LOW_HZ, stream.bandLowHz())
            .set(RECORDINGS.BAND_HIGH_HZ, stream.bandHighHz())
            .set(RECORDINGS.DBM_OFFSET, stream.dbmOffset())
            .set(RECORDINGS.FACTS, stream.factsJson())
            .set(RECORDINGS.SAMPLES_EXPECTED, samplesExpected)
            .set(RECORDINGS.STARTED_AT, at)
            .where(is(fence, id))
            .execute();
    Sql.expect(changed, 1, "start " + id);
  }

  /// Keeps what a receiver said of its stream, where it is not known when its recording ends. Its
  /// state stays.
  ///
  /// @param fence the run's fence
  /// @param id the recording
  /// @param stream what the receiver said
  /// @param at when, for a recording that is not known to have begun
  public void describe(Fence fence, RecordingId id, StreamFacts stream, Instant at) {
    int changed =
        Sql.on(fence.tx())
            .update(RECORDINGS)
            .set(RECORDINGS.SAMPLE_RATE_HZ, stream.sampleRateHz())
            .set(RECORDINGS.BAND_LOW_HZ, stream.bandLowHz())
            .set(RECORDINGS.BAND_HIGH_HZ, stream.bandHighHz())
            .set(RECORDINGS.DBM_OFFSET, stream.dbmOffset())
            .set(RECORDINGS.FACTS, stream.factsJson())
            .set(RECORDINGS.STARTED_AT, coalesce(RECORDINGS.STARTED_AT, val(at)))
            .where(is(fence, id))
            .execute();
    Sql.expect(changed, 1, "describe " + id);
  }

  /// Keeps how far recordings have got, any number with one statement. Received and lost samples
  /// never fall, so that writers need no order among themselves.
  ///
  /// @param fence the run's fence
  /// @param progress the counts of each recording that has moved
  public void progress(Fence fence, List<RecordingProgress> progress) {
    int changed =
        Sql.on(fence.tx())
            .update(RECORDINGS)
            .set(RECORDINGS.SAMPLES_EXPECTED, moved("expected", Long.class))
            .set(
                RECORDINGS.SAMPLES_RECEIVED,
                greatest(RECORDINGS.SAMPLES_RECEIVED, moved("received", Long.class)))
            .set(
                RECORDINGS.SAMPLES_LOST,
                greatest(RECORDINGS.SAMPLES_LOST, moved("lost", Long.class)))
            .set(RECORDINGS.SNR_DB, coalesce(moved("snr_db", Double.class), RECORDINGS.SNR_DB))
            .set(
                RECORDINGS.FIRST_SAMPLE_UTC_NS,
                coalesce(moved("first_sample_utc_ns", Long.class), RECORDINGS.FIRST_SAMPLE_UTC_NS))
            .set(
                RECORDINGS.ANCHOR_SAMPLE,
                coalesce(moved("anchor_sample", Long.class), RECORDINGS.ANCHOR_SAMPLE))
            .set(
                RECORDINGS.ANCHOR_UTC_NS,
                coalesce(moved("anchor_utc_ns", Long.class), RECORDINGS.ANCHOR_UTC_NS))
            .set(
                RECORDINGS.MEASURED_RATE_HZ,
                coalesce(moved("measured_rate_hz", Double.class), RECORDINGS.MEASURED_RATE_HZ))
            .set(
                RECORDINGS.TIMING_CLASS,
                coalesce(moved("timing_class", String.class), RECORDINGS.TIMING_CLASS))
            .set(
                RECORDINGS.UNCERTAINTY_NS,
                coalesce(moved("uncertainty_ns", Long.class), RECORDINGS.UNCERTAINTY_NS))
            .set(
                RECORDINGS.RESIDUAL_RMS_NS,
                coalesce(moved("residual_rms_ns", Long.class), RECORDINGS.RESIDUAL_RMS_NS))
            .set(
                RECORDINGS.RESIDUAL_MAX_NS,
                coalesce(moved("residual_max_ns", Long.class), RECORDINGS.RESIDUAL_MAX_NS))
            .set(
                RECORDINGS.MAX_FIX_AGE_S,
                coalesce(moved("max_fix_age_s", Integer.class), RECORDINGS.MAX_FIX_AGE_S))
            .set(RECORDINGS.RETRIES, greatest(RECORDINGS.RETRIES, moved("retries", Integer.class)))
            .set(RECORDINGS.NEXT_ATTEMPT_AT, moved("next_attempt_at", Instant.class))
            .from(rows(progress))
            .where(RECORDINGS.ACQUISITION_ID.eq(fence.acquisitionId()))
            .and(RECORDINGS.RECEIVER_ID.eq(moved("receiver_id", Integer.class)))
            .and(RECORDINGS.HOP.eq(moved("hop", Integer.class)))
            .execute();
    Sql.expect(changed, progress.size(), "keep the progress");
  }

  /// Adds a stored segment, the gaps found since the one before, and the counts up to its end.
  ///
  /// @param fence the run's fence
  /// @param segment the segment, whose object is stored
  /// @param gaps the gaps, none of which is known yet
  /// @param samples the recording's counts
  public void addSegment(
      Fence fence, Segment segment, List<RecordingGap> gaps, SampleCounts samples) {
    addSegment(fence, segment, gaps);
    int changed =
        Sql.on(fence.tx())
            .update(RECORDINGS)
            .set(RECORDINGS.SAMPLES_EXPECTED, samples.expected())
            .set(
                RECORDINGS.SAMPLES_RECEIVED,
                greatest(RECORDINGS.SAMPLES_RECEIVED, val(samples.received())))
            .set(RECORDINGS.SAMPLES_LOST, greatest(RECORDINGS.SAMPLES_LOST, val(samples.lost())))
            .where(is(fence, segment.recording()))
            .execute();
    Sql.expect(changed, 1, "count the samples of " + segment.objectKey());
  }

  /// Keeps how the samples of a recording are dated as far as is known.
  ///
  /// @param fence the run's fence
  /// @param id the recording
  /// @param timing the time of its samples
  public void date(Fence fence, RecordingId id, RecordingTiming timing) {
    DSLContext dsl = Sql.on(fence.tx());
    RecordingsRecord row = dsl.newRecord(RECORDINGS);
    write(timing, row);
    Sql.expect(dsl.update(RECORDINGS).set(row).where(is(fence, id)).execute(), 1, "date " + id);
  }

  /// Adds a stored segment and the gaps found since the one before, in a transaction that also
  /// finishes the recording and with it writes its counts.
  ///
  /// @param fence the run's fence
  /// @param segment the segment, whose object is stored
  /// @param gaps the gaps, none of which is known yet
  public void addSegment(Fence fence, Segment segment, List<RecordingGap> gaps) {
    own(fence, segment.recording());
    int inserted = insert(Sql.on(fence.tx()), segment);
    Sql.expect(inserted, 1, "add segment " + segment.objectKey());
    addGaps(fence, segment.recording(), gaps);
  }

  /// Adds gaps of a recording.
  ///
  /// @param fence the run's fence
  /// @param id the recording
  /// @param gaps any number, none of which is known yet
  public void addGaps(Fence fence, RecordingId id, List<RecordingGap> gaps) {
    own(fence, id);
    if (gaps.isEmpty()) {
      return;
    }
    List<Gap> rows = gaps.stream().map(gap -> new Gap(id, gap)).toList();
    Sql.expect(GAP.rows(Sql.on(fence.tx()), rows).execute(), rows.size(), "add gaps");
  }

  /// Ends a recording: DONE, or FAILED with its reason.
  ///
  /// @param fence the run's fence
  /// @param id the recording
  /// @param result how it ended
  public void finish(Fence fence, RecordingId id, RecordingResult result) {
    DSLContext dsl = Sql.on(fence.tx());
    RecordingsRecord row = dsl.newRecord(RECORDINGS);
    Recording.Failure failure = result.failure();
    row.setState((failure == null ? RecordingState.DONE : RecordingState.FAILED).name());
    row.setFailureReason(failure == null ? null : failure.reason());
    row.setFailureMessage(failure == null ? null : failure.message());
    row.setSamplesExpected(result.samples().expected());
    row.setSamplesReceived(result.samples().received());
    row.setSamplesLost(result.samples().lost());
    row.setSnrDb(result.snrDb());
    row.setLateStart(result.quality().lateStart());
    row.setOverloadFraction(result.quality().overloadFraction());
    row.setMetadataKey(result.quality().metadataKey());
    row.setFinishedAt(result.at());
    row.setNextAttemptAt(null);
    if (result.timing() != null) {
      write(result.timing(), row);
    }
    int changed = dsl.update(RECORDINGS).set(row).where(is(fence, id)).execute();
    Sql.expect(changed, 1, "finish " + id);
  }

  /// Ends every recording of an acquisition that has not ended, without looking at its samples:
  /// those that are stored stay, and what was expected beyond them is not accounted for.
  ///
  /// @param fence the acquisition's fence
  /// @param why the reason they all have
  /// @param at when
  public void endAll(Fence fence, Recording.Failure why, Instant at) {
    Sql.on(fence.tx())
        .update(RECORDINGS)
        .set(RECORDINGS.STATE, RecordingState.FAILED.name())
        .set(RECORDINGS.FAILURE_REASON, why.reason())
        .set(RECORDINGS.FAILURE_MESSAGE, why.message())
        .set(RECORDINGS.FINISHED_AT, at)
        .where(RECORDINGS.ACQUISITION_ID.eq(fence.acquisitionId()))
        .and(RECORDINGS.FINISHED_AT.isNull())
        .execute();
  }

  private static void write(RecordingTiming timing, RecordingsRecord row) {
    row.setFirstSampleUtcNs(timing.firstSampleUtcNanos());
    row.setAnchorSample(timing.anchor().sample());
    row.setAnchorUtcNs(timing.anchor().utcNanos());
    row.setMeasuredRateHz(timing.anchor().rateHz());
    row.setTimingClass(timing.timingClass());
    row.setUncertaintyNs(timing.uncertaintyNanos());
    row.setResidualRmsNs(timing.residualRmsNanos());
    row.setResidualMaxNs(timing.residualMaxNanos());
    row.setMaxFixAgeS(timing.maxFixAgeSeconds());
  }

  private static int insert(DSLContext dsl, Segment segment) {
    RecordingId id = segment.recording();
    return dsl.insertInto(RECORDING_SEGMENTS)
        .set(RECORDING_SEGMENTS.ACQUISITION_ID, id.acquisitionId())
        .set(RECORDING_SEGMENTS.RECEIVER_ID, id.receiverId())
        .set(RECORDING_SEGMENTS.HOP, id.hop())
        .set(RECORDING_SEGMENTS.SEGMENT_INDEX, segment.index())
        .set(RECORDING_SEGMENTS.EPOCH, segment.epoch())
        .set(RECORDING_SEGMENTS.OBJECT_KEY, segment.objectKey())
        .set(RECORDING_SEGMENTS.FIRST_SAMPLE, segment.firstSample())
        .set(RECORDING_SEGMENTS.SAMPLE_COUNT, segment.sampleCount())
        .set(
            RECORDING_SEGMENTS.RUN_FIRST_SAMPLE,
            segment.runs().stream().map(SampleRun::firstSample).toArray(Long[]::new))
        .set(
            RECORDING_SEGMENTS.RUN_SAMPLE_COUNT,
            segment.runs().stream().map(SampleRun::sampleCount).toArray(Long[]::new))
        .set(RECORDING_SEGMENTS.SIZE_BYTES, segment.object().sizeBytes())
        .set(RECORDING_SEGMENTS.SHA256, HexFormat.of().parseHex(segment.object().sha256()))
        .set(
            RECORDING_SEGMENTS.CRC32C_256K, segment.object().crc32cBlocks().toArray(Integer[]::new))
        .set(RECORDING_SEGMENTS.ANCHOR_SAMPLE, segment.anchor().sample())
        .set(RECORDING_SEGMENTS.ANCHOR_UTC_NS, segment.anchor().utcNanos())
        .set(RECORDING_SEGMENTS.ANCHOR_RATE_HZ, segment.anchor().rateHz())
        .execute();
  }

  private static Condition is(Fence fence, RecordingId id) {
    own(fence, id);
    return RECORDINGS
        .ACQUISITION_ID
        .eq(id.acquisitionId())
        .and(RECORDINGS.RECEIVER_ID.eq(id.receiverId()))
        .and(RECORDINGS.HOP.eq(id.hop()));
  }

  private static void own(Fence fence, RecordingId id) {
    if (!id.acquisitionId().equals(fence.acquisitionId())) {
      throw new IllegalArgumentException(
          "%s is not of acquisition %s, which the fence is for"
              .formatted(id, fence.acquisitionId()));
    }
  }

  private static Function<NewRecording, @Nullable Double> position(
      Function<Position, @Nullable Double> part) {
    return recording -> {
      Position position = recording.receiver().position();
      return position == null ? null : part.apply(position);
    };
  }

  private static Table<?> rows(List<RecordingProgress> progress) {
    return DSL.table(
            "unnest({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {10}, {11}, {12}, {13}, {14},"
                + " {15}, {16})",
            column(progress, INTEGER, Integer[]::new, RecordingProgress::receiverId),
            column(progress, INTEGER, Integer[]::new, RecordingProgress::hop),
            column(progress, BIGINT, Long[]::new, moved -> moved.samples().expected()),
            column(progress, BIGINT, Long[]::new, moved -> moved.samples().received()),
            column(progress, BIGINT, Long[]::new, moved -> moved.samples().lost()),
            column(progress, DOUBLE, Double[]::new, RecordingProgress::snrDb),
            timing(progress, BIGINT, Long[]::new, RecordingTiming::firstSampleUtcNanos),
            timing(progress, BIGINT, Long[]::new, timing -> timing.anchor().sample()),
            timing(progress, BIGINT, Long[]::new, timing -> timing.anchor().utcNanos()),
            timing(progress, DOUBLE, Double[]::new, timing -> timing.anchor().rateHz()),
            timing(progress, CLOB, String[]::new, RecordingTiming::timingClass),
            timing(progress, BIGINT, Long[]::new, RecordingTiming::uncertaintyNanos),
            timing(progress, BIGINT, Long[]::new, RecordingTiming::residualRmsNanos),
            timing(progress, BIGINT, Long[]::new, RecordingTiming::residualMaxNanos),
            timing(progress, INTEGER, Integer[]::new, RecordingTiming::maxFixAgeSeconds),
            column(progress, INTEGER, Integer[]::new, moved -> moved.retries().count()),
            column(progress, INSTANT, Instant[]::new, moved -> moved.retries().nextAttempt()))
        .as(
            "moved",
            "receiver_id",
            "hop",
            "expected",
            "received",
            "lost",
            "snr_db",
            "first_sample_utc_ns",
            "anchor_sample",
            "anchor_utc_ns",
            "measured_rate_hz",
            "timing_class",
            "uncertainty_ns",
            "residual_rms_ns",
            "residual_max_ns",
            "max_fix_age_s",
            "retries",
            "next_attempt_at");
  }

  private static <T> Field<T[]> timing(
      List<RecordingProgress> progress,
      DataType<T> type,
      IntFunction<T[]> array,
      Function<RecordingTiming, T> value) {
    return column(
        progress,
        type,
        array,
        moved -> {
          RecordingTiming timing = moved.timing();
          return timing == null ? null : value.apply(timing);
        });
  }

  private static <T> Field<T> moved(String column, Class<T> type) {
    return DSL.field(DSL.name("moved", column), type);
  }

  private static <T> Field<T[]> column(
      List<RecordingProgress> progress,
      DataType<T> type,
      IntFunction<T[]> array,
      Function<RecordingProgress, @Nullable T> value) {
    return DSL.val(progress.stream().map(value).toArray(array), type.array());
  }
}
