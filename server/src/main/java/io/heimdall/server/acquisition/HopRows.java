package io.heimdall.server.acquisition;

import io.heimdall.db.Tx;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.Hop;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.SealedPassword;
import io.heimdall.db.receiver.SealedPasswords;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.Segment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the rows say of one hop when a run comes to it.
///
/// @param plan the acquisition's plan
/// @param start when its window begins, UTC nanoseconds; empty until it is agreed or asked for
/// @param agreed whether its window stands in its row
/// @param unended its recordings that have not ended, by receiver
record HopRows(Plan plan, Optional<Long> start, boolean agreed, List<Unended> unended) {

  /// A recording that has not ended.
  ///
  /// @param recording its row
  /// @param receiver its receiver as it is now; null where it has been removed since
  /// @param password its receiver's password as it is kept; null for none
  /// @param earlier what earlier runs have left of it
  record Unended(
      Recording recording,
      @Nullable Receiver receiver,
      @Nullable SealedPassword password,
      Earlier earlier) {}

  /// Reads the rows.
  ///
  /// @param tx the transaction, a snapshot
  /// @param acquisition the acquisition
  /// @param hop which of its frequencies
  /// @return what they say
  static HopRows read(Tx tx, Acquisition acquisition, int hop) {
    Plan plan = PlanJson.read(acquisition.plan().planJson());
    var rows = new RecordingRepository();
    List<Recording> unended =
        rows
            .ofAcquisitions(tx, List.of(acquisition.id()))
            .getOrDefault(acquisition.id(), List.of())
            .stream()
            .filter(one -> one.id().hop() == hop && one.times().finishedAt() == null)
            .toList();
    List<RecordingId> ids = unended.stream().map(Recording::id).toList();
    Map<RecordingId, List<Segment>> segments = rows.segments(tx, ids);
    Map<RecordingId, List<RecordingGap>> gaps = rows.gaps(tx, ids);
    List<Integer> receiverIds = ids.stream().map(RecordingId::receiverId).toList();
    Map<Integer, Receiver> receivers =
        new ReceiverRepository()
            .find(tx, receiverIds).stream()
                .collect(Collectors.toMap(Receiver::id, Function.identity()));
    Map<Integer, SealedPassword> passwords = new SealedPasswords().of(tx, receiverIds);
    Hop row =
        new AcquisitionRepository()
            .hops(tx, List.of(acquisition.id()))
            .getOrDefault(acquisition.id(), List.of())
            .get(hop);
    return new HopRows(
        plan,
        start(row, acquisition),
        row.window() != null,
        unended.stream()
            .map(one ->
                new Unended(
                    one,
                    receivers.get(one.id().receiverId()),
                    passwords.get(one.id().receiverId()),
                    Earlier.of(
                        one,
                        segments.getOrDefault(one.id(), List.of()),
                        gaps.getOrDefault(one.id(), List.of()))))
            .toList());
  }

  private static Optional<Long> start(Hop row, Acquisition acquisition) {
    if (row.window() != null) {
      return Optional.of(row.window().startNanos());
    }
    return row.hop() == 0
        ? Optional.ofNullable(acquisition.times().requestedStart())
            .map(asked -> Rendezvous.utcNanos(() -> asked))
        : Optional.empty();
  }
}
