package io.heimdall.db;

import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionPlan;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionRequest;
import io.heimdall.db.acquisition.Fence;
import io.heimdall.db.acquisition.Lease;
import io.heimdall.db.acquisition.NewAcquisition;
import io.heimdall.db.acquisition.NewEvent;
import io.heimdall.db.recording.NewRecording;
import io.heimdall.db.recording.ReceiverSnapshot;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.db.recording.TimeAnchor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// Rows for tests, plausible and distinct where it matters.
public final class Rows {

  /// A moment with microseconds, which is as fine as the database keeps.
  public static final Instant NOON = Instant.parse("2025-06-01T12:00:00.123456Z");

  /// The same moment in nanoseconds since 1970.
  public static final long NOON_NANOS = 1_748_779_200_123_456_000L;

  private Rows() {}

  /// An acquisition of 10 s on 77.5 kHz.
  ///
  /// @param owner who asks
  /// @param requestId the caller's name for it
  /// @return the acquisition
  public static NewAcquisition acquisition(String owner, String requestId) {
    return new NewAcquisition(
        UUID.randomUUID(),
        AcquisitionRequest.of(owner, requestId, "hash of " + requestId),
        new AcquisitionPlan(
            77_500, 10_000_000_000L, 12_000, 2, NOON, "{\"receivers\": [1, 2]}", "{\"a\": \"b\"}"),
        List.of(77_500L),
        null,
        "node-1");
  }

  /// Creates an acquisition with a request id of its own.
  ///
  /// @param transactions where
  /// @param owner who asks
  /// @return the acquisition
  public static Acquisition create(Transactions transactions, String owner) {
    NewAcquisition wanted = acquisition(owner, UUID.randomUUID().toString());
    return transactions.inTransaction(
        tx -> new AcquisitionRepository().create(tx, wanted).acquisition());
  }

  /// Claims an acquisition for a second run, which replaces the first.
  ///
  /// @param tx the transaction
  /// @param id the acquisition
  /// @param nodeId who takes it over
  /// @return the acquisition; empty when it is finished or there is none
  public static Optional<Acquisition> takeOver(Tx tx, UUID id, String nodeId) {
    var acquisitions = new AcquisitionRepository();
    var _ = acquisitions.claim(tx, id, "node-1");
    return acquisitions.claim(tx, id, nodeId);
  }

  /// Runs writes under a lease in a transaction of their own.
  ///
  /// @param transactions where
  /// @param lease the lease
  /// @param writes what to write
  public static void fenced(Transactions transactions, Lease lease, Consumer<Fence> writes) {
    transactions.runInTransaction(
        tx -> writes.accept(new AcquisitionRepository().fence(tx, lease)));
  }

  /// An event.
  ///
  /// @param type what happened
  /// @return the event
  public static NewEvent event(String type) {
    return new NewEvent(NOON, type, "{}");
  }

  /// A recording by one of the default receivers.
  ///
  /// @param acquisitionId the acquisition
  /// @param receiverId the receiver, 1 to 7
  /// @return the recording
  public static NewRecording recording(UUID acquisitionId, int receiverId) {
    return new NewRecording(
        new RecordingId(acquisitionId, receiverId, 0),
        "alice",
        new ReceiverSnapshot("Receiver " + receiverId, "http://r" + receiverId, null),
        77_500,
        120_000);
  }

  /// A segment of two runs: 1,000 samples, 24 lost, 500 samples.
  ///
  /// @param recording the recording
  /// @param index its place
  /// @return the segment
  public static Segment segment(RecordingId recording, int index) {
    long first = index * 1_524L;
    return new Segment(
        recording,
        index,
        1,
        "sessions/%s/websdr_%d.e1.%04d.npy"
            .formatted(recording.acquisitionId(), recording.receiverId(), index),
        List.of(new SampleRun(first, 1_000), new SampleRun(first + 1_024, 500)),
        new Segment.StoredObject(12_128, "00ff".repeat(16), List.of(-1, 0, 1)),
        new TimeAnchor(first, NOON_NANOS, 12_001.145));
  }

  /// A recording's timing by GPS.
  ///
  /// @return the timing
  public static RecordingTiming timing() {
    return new RecordingTiming(
        NOON_NANOS, new TimeAnchor(17, NOON_NANOS + 1_417, 12_001.145), "GPS_FIT", 40, 12, 55, 1);
  }
}
