package io.heimdall.db.recording;

import static io.heimdall.db.jooq.Tables.RECORDINGS;
import static io.heimdall.db.jooq.Tables.RECORDING_GAPS;
import static io.heimdall.db.jooq.Tables.RECORDING_SEGMENTS;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.noCondition;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.sql.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jspecify.annotations.Nullable;

/// Reads recordings, their segments and their gaps. Stateless; a run writes through
/// [RecordingJournal].
public final class RecordingRepository {

  private final AcquisitionRepository acquisitions = new AcquisitionRepository();

  /// Makes a repository, which holds nothing of its own.
  public RecordingRepository() {}

  /// Finds a recording.
  ///
  /// @param tx the transaction
  /// @param id its name
  /// @return the recording; empty when there is none
  public Optional<Recording> get(Tx tx, RecordingId id) {
    return select(tx)
        .where(RECORDINGS.ACQUISITION_ID.eq(id.acquisitionId()))
        .and(RECORDINGS.RECEIVER_ID.eq(id.receiverId()))
        .and(RECORDINGS.HOP.eq(id.hop()))
        .fetchOptional(RecordingRow::read);
  }

  /// Reads every recording of an acquisition.
  ///
  /// @param tx the transaction
  /// @param acquisitionId the acquisition
  /// @return its recordings, by hop and receiver
  public List<Recording> ofAcquisition(Tx tx, UUID acquisitionId) {
    return select(tx)
        .where(RECORDINGS.ACQUISITION_ID.eq(acquisitionId))
        .orderBy(RECORDINGS.HOP, RECORDINGS.RECEIVER_ID)
        .fetch(RecordingRow::read);
  }

  /// Reads an acquisition with all its recordings. Consistent only inside
  /// [io.heimdall.db.Transactions#inSnapshot(java.util.function.Function)].
  ///
  /// @param tx the transaction
  /// @param acquisitionId the acquisition
  /// @return both; empty when there is no such acquisition
  public Optional<AcquisitionSnapshot> snapshot(Tx tx, UUID acquisitionId) {
    return acquisitions
        .get(tx, acquisitionId)
        .map(found -> new AcquisitionSnapshot(found, ofAcquisition(tx, acquisitionId)));
  }

  /// Lists recordings, the newest first.
  ///
  /// @param tx the transaction
  /// @param filter which ones
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most recordings to return
  /// @return a page
  public Page<Recording, RecordingKey> list(
      Tx tx, RecordingFilter filter, @Nullable RecordingKey after, int limit) {
    List<Recording> found =
        select(tx)
            .where(matches(filter))
            .and(after == null ? noCondition() : following(after))
            .orderBy(
                RECORDINGS.CREATED_AT.desc(),
                RECORDINGS.ACQUISITION_ID.desc(),
                RECORDINGS.RECEIVER_ID,
                RECORDINGS.HOP)
            .limit(limit + 1)
            .fetch(RecordingRow::read);
    return Page.of(found, limit, Recording::key);
  }

  /// Reads the segments of a recording.
  ///
  /// @param tx the transaction
  /// @param id the recording
  /// @return its segments in order
  public List<Segment> segments(Tx tx, RecordingId id) {
    return Sql.on(tx)
        .select(RECORDING_SEGMENTS.fields())
        .from(RECORDING_SEGMENTS)
        .where(RECORDING_SEGMENTS.ACQUISITION_ID.eq(id.acquisitionId()))
        .and(RECORDING_SEGMENTS.RECEIVER_ID.eq(id.receiverId()))
        .and(RECORDING_SEGMENTS.HOP.eq(id.hop()))
        .orderBy(RECORDING_SEGMENTS.SEGMENT_INDEX)
        .fetch(RecordingRow::segment);
  }

  /// Reads the gaps of a recording.
  ///
  /// @param tx the transaction
  /// @param id the recording
  /// @return its gaps in order
  public List<RecordingGap> gaps(Tx tx, RecordingId id) {
    return Sql.on(tx)
        .select(RECORDING_GAPS.FIRST_SAMPLE, RECORDING_GAPS.SAMPLE_COUNT, RECORDING_GAPS.CAUSE)
        .from(RECORDING_GAPS)
        .where(RECORDING_GAPS.ACQUISITION_ID.eq(id.acquisitionId()))
        .and(RECORDING_GAPS.RECEIVER_ID.eq(id.receiverId()))
        .and(RECORDING_GAPS.HOP.eq(id.hop()))
        .orderBy(RECORDING_GAPS.FIRST_SAMPLE)
        .fetch(mapping(RecordingGap::new));
  }

  private static SelectJoinStep<Record> select(Tx tx) {
    return Sql.on(tx).select(RECORDINGS.fields()).from(RECORDINGS);
  }

  /// The first line bounds the index scan, the rest is the order spelled out: two columns fall, two
  /// rise, which a comparison of rows cannot say.
  private static Condition following(RecordingKey after) {
    RecordingId id = after.id();
    Condition laterReceiver =
        RECORDINGS
            .RECEIVER_ID
            .gt(id.receiverId())
            .or(RECORDINGS.RECEIVER_ID.eq(id.receiverId()).and(RECORDINGS.HOP.gt(id.hop())));
    Condition laterAcquisition =
        RECORDINGS
            .ACQUISITION_ID
            .lt(id.acquisitionId())
            .or(RECORDINGS.ACQUISITION_ID.eq(id.acquisitionId()).and(laterReceiver));
    return RECORDINGS
        .CREATED_AT
        .le(after.createdAt())
        .and(RECORDINGS.CREATED_AT.lt(after.createdAt()).or(laterAcquisition));
  }

  private static Condition matches(RecordingFilter filter) {
    return Sql.in(RECORDINGS.RECEIVER_ID, filter.receiverIds(), new Integer[0])
        .and(
            Sql.in(
                RECORDINGS.STATE,
                filter.states().stream().map(RecordingState::name).toList(),
                new String[0]))
        .and(
            filter.acquisitionId() == null
                ? noCondition()
                : RECORDINGS.ACQUISITION_ID.eq(filter.acquisitionId()))
        .and(
            filter.createdFrom() == null
                ? noCondition()
                : RECORDINGS.CREATED_AT.ge(filter.createdFrom()))
        .and(
            filter.createdBefore() == null
                ? noCondition()
                : RECORDINGS.CREATED_AT.lt(filter.createdBefore()));
  }
}
