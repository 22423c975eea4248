package io.heimdall.db.recording;

import static io.heimdall.db.jooq.Tables.ACQUISITIONS;
import static io.heimdall.db.jooq.Tables.RECORDINGS;
import static io.heimdall.db.jooq.Tables.RECORDING_GAPS;
import static io.heimdall.db.jooq.Tables.RECORDING_SEGMENTS;
import static io.heimdall.db.sql.Sql.when;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.jooq.impl.DSL.noCondition;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.sql.Sql;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/// Reads recordings, their segments and their gaps. Stateless; a run writes through
/// [RecordingJournal].
public final class RecordingRepository {

  private static final List<String> ENDED =
      List.of(RecordingState.DONE.name(), RecordingState.FAILED.name());

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

  /// Reads every recording of some acquisitions, with one statement.
  ///
  /// @param tx the transaction
  /// @param acquisitionIds the acquisitions
  /// @return their recordings, by hop and receiver; an acquisition without any is absent
  public Map<UUID, List<Recording>> ofAcquisitions(Tx tx, Collection<UUID> acquisitionIds) {
    return select(tx)
        .where(RECORDINGS.ACQUISITION_ID.eq(DSL.any(acquisitionIds.toArray(new UUID[0]))))
        .orderBy(RECORDINGS.HOP, RECORDINGS.RECEIVER_ID)
        .fetch(RecordingRow::read)
        .stream()
        .collect(groupingBy(recording -> recording.id().acquisitionId()));
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
        .map(found ->
            new AcquisitionSnapshot(
                found,
                acquisitions
                    .hops(tx, List.of(acquisitionId))
                    .getOrDefault(acquisitionId, List.of()),
                ofAcquisitions(tx, List.of(acquisitionId)).getOrDefault(acquisitionId, List.of())));
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

  /// Reads the segments of some recordings, with one statement.
  ///
  /// @param tx the transaction
  /// @param recordings the recordings
  /// @return their segments in order; a recording without any is absent
  public Map<RecordingId, List<Segment>> segments(Tx tx, Collection<RecordingId> recordings) {
    return Sql.on(tx)
        .select(RECORDING_SEGMENTS.fields())
        .from(RECORDING_SEGMENTS)
        .where(
            oneOf(
                recordings,
                RECORDING_SEGMENTS.ACQUISITION_ID,
                RECORDING_SEGMENTS.RECEIVER_ID,
                RECORDING_SEGMENTS.HOP))
        .orderBy(RECORDING_SEGMENTS.SEGMENT_INDEX)
        .fetch(RecordingRow::segment)
        .stream()
        .collect(groupingBy(Segment::recording));
  }

  /// Reads the gaps of some recordings, with one statement.
  ///
  /// @param tx the transaction
  /// @param recordings the recordings
  /// @return their gaps in order; a recording without any is absent
  public Map<RecordingId, List<RecordingGap>> gaps(Tx tx, Collection<RecordingId> recordings) {
    return Sql.on(tx)
        .select(RECORDING_GAPS.fields())
        .from(RECORDING_GAPS)
        .where(
            oneOf(
                recordings,
                RECORDING_GAPS.ACQUISITION_ID,
                RECORDING_GAPS.RECEIVER_ID,
                RECORDING_GAPS.HOP))
        .orderBy(RECORDING_GAPS.FIRST_SAMPLE)
        .stream()
        .collect(groupingBy(RecordingRow::gapOf, mapping(RecordingRow::gap, toList())));
  }

  /// Whether an unfinished acquisition uses a receiver, one that has not begun included.
  ///
  /// @param tx the transaction
  /// @param receiverId the receiver
  /// @return true while one does
  public boolean receiverInUse(Tx tx, int receiverId) {
    return Sql.on(tx)
        .fetchExists(
            DSL.selectOne()
                .from(ACQUISITIONS)
                .join(RECORDINGS)
                .on(RECORDINGS.ACQUISITION_ID.eq(ACQUISITIONS.ID))
                .where(ACQUISITIONS.FINISHED_AT.isNull())
                .and(RECORDINGS.RECEIVER_ID.eq(receiverId)));
  }

  /// Whether an acquisition is at work with a receiver now, or about to be: it has begun, and its
  /// recording of the receiver has not ended. One that waits for its start does not count.
  ///
  /// @param tx the transaction
  /// @param receiverId the receiver
  /// @return true while one is
  public boolean receiverAtWork(Tx tx, int receiverId) {
    return Sql.on(tx)
        .fetchExists(
            DSL.selectOne()
                .from(ACQUISITIONS)
                .join(RECORDINGS)
                .on(RECORDINGS.ACQUISITION_ID.eq(ACQUISITIONS.ID))
                .where(ACQUISITIONS.FINISHED_AT.isNull())
                .and(ACQUISITIONS.STATE.ne(AcquisitionState.PENDING.name()))
                .and(RECORDINGS.RECEIVER_ID.eq(receiverId))
                .and(RECORDINGS.STATE.notIn(ENDED)));
  }

  private static SelectJoinStep<Record> select(Tx tx) {
    return Sql.on(tx).select(RECORDINGS.fields()).from(RECORDINGS);
  }

  /// One text and three binds for any number of recordings.
  private static Condition oneOf(
      Collection<RecordingId> recordings,
      Field<UUID> acquisitionId,
      Field<Integer> receiverId,
      Field<Integer> hop) {
    UUID[] acquisitionIds =
        recordings.stream().map(RecordingId::acquisitionId).toArray(UUID[]::new);
    Integer[] receiverIds =
        recordings.stream().map(RecordingId::receiverId).toArray(Integer[]::new);
    Integer[] hops = recordings.stream().map(RecordingId::hop).toArray(Integer[]::new);
    return DSL.condition(
        "({0}, {1}, {2}) in (select * from unnest({3}, {4}, {5}))",
        acquisitionId,
        receiverId,
        hop,
        DSL.val(acquisitionIds, SQLDataType.UUID.array()),
        DSL.val(receiverIds, SQLDataType.INTEGER.array()),
        DSL.val(hops, SQLDataType.INTEGER.array()));
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
    List<String> states = filter.states().stream().map(RecordingState::name).toList();
    return Sql.in(RECORDINGS.RECEIVER_ID, filter.receiverIds(), new Integer[0])
        .and(Sql.in(RECORDINGS.STATE, states, new String[0]))
        .and(when(filter.acquisitionId(), RECORDINGS.ACQUISITION_ID::eq))
        .and(when(filter.minFrequencyHz(), RECORDINGS.CENTER_FREQUENCY_HZ::ge))
        .and(when(filter.maxFrequencyHz(), RECORDINGS.CENTER_FREQUENCY_HZ::le))
        .and(when(filter.createdFrom(), RECORDINGS.CREATED_AT::ge))
        .and(when(filter.createdBefore(), RECORDINGS.CREATED_AT::lt));
  }
}
