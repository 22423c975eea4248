package io.heimdall.server.acquisition;

import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// Begins to listen to live samples, or says where somebody else can. Safe for any number of
/// threads.
final class Listening {

  /// About as long as it takes until another node goes on with an acquisition.
  private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

  /// How long the samples of an acquisition that is about to begin are waited for.
  private static final Duration BEGINNING = Duration.ofSeconds(2);

  private final Function<UUID, AcquisitionSnapshot> acquisitions;
  private final RunningAcquisitions running;
  private final NodeLink node;
  private final int tapBytes;

  Listening(
      Function<UUID, AcquisitionSnapshot> acquisitions,
      RunningAcquisitions running,
      NodeLink node,
      int tapBytes) {
    this.acquisitions = acquisitions;
    this.running = running;
    this.node = node;
    this.tapBytes = tapBytes;
  }

  SampleSource listen(UUID id, Set<Integer> receiverIds) {
    Set<Integer> chosen = chosen(acquisitions.apply(id), receiverIds);
    awaitBeginning(id);
    var tap = running.tap(id, chosen, tapBytes);
    if (tap.isPresent()) {
      return new SampleSource.Here(tap.get());
    }
    // Looked at after the run was not found here: what has ended since is not searched elsewhere.
    Acquisition now = acquisitions.apply(id).acquisition();
    if (now.state().terminal()) {
      throw new Failure.Precondition(
              Reason.ACQUISITION_ENDED,
              "acquisition %s is not running any more; read its recordings instead".formatted(id))
          .exception();
    }
    String owner = now.run().nodeId();
    if (owner.equals(node.id())) {
      throw nobodyRuns(id, owner);
    }
    return new SampleSource.Elsewhere(owner);
  }

  /// One that was just accepted begins any moment, here or elsewhere.
  private void awaitBeginning(UUID id) {
    long deadlineNanos = System.nanoTime() + BEGINNING.toNanos();
    try (EventBell.Listener listener = node.bell().listen(id)) {
      long leftNanos = BEGINNING.toNanos();
      while (leftNanos > 0
          && acquisitions.apply(id).acquisition().state() == AcquisitionState.PENDING) {
        listener.await(Duration.ofNanos(leftNanos));
        leftNanos = deadlineNanos - System.nanoTime();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Refuses to call an acquisition ended whose run on this node is only over.
  void verifyEnded(UUID id) {
    Acquisition now = acquisitions.apply(id).acquisition();
    switch (now.state()) {
      case PENDING, RUNNING -> throw nobodyRuns(id, now.run().nodeId());
      case FINALIZING, CANCELLING, SUCCEEDED, PARTIAL, FAILED, CANCELLED -> {}
    }
  }

  static RuntimeException nobodyRuns(UUID id, String lastOwner) {
    return new Failure.Unavailable(
            Reason.OWNER_UNREACHABLE,
            "no server runs acquisition %s at the moment; try again".formatted(id),
            TRY_AGAIN,
            Map.of("node", lastOwner))
        .exception();
  }

  private static Set<Integer> chosen(AcquisitionSnapshot now, Set<Integer> receiverIds) {
    var taking = new HashSet<Integer>();
    now.recordings().forEach(recording -> taking.add(recording.id().receiverId()));
    for (int wanted : receiverIds) {
      if (!taking.contains(wanted)) {
        throw new Failure.NotFound(
                Reason.RECEIVER_NOT_FOUND,
                "receiver %d takes no part in acquisition %s"
                    .formatted(wanted, now.acquisition().id()),
                Map.of("receiverId", Integer.toString(wanted)))
            .exception();
      }
    }
    return receiverIds.isEmpty() ? taking : receiverIds;
  }
}
