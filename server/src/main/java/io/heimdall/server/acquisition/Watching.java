package io.heimdall.server.acquisition;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Begins watches, where their watchers can go on. Safe for any number of threads.
final class Watching {

  private final Transactions transactions;
  private final EventBell bell;
  private final WatchConfig config;

  Watching(Transactions transactions, EventBell bell, WatchConfig config) {
    this.transactions = transactions;
    this.bell = bell;
    this.config = config;
  }

  /// Begins to listen, which has to be before the acquisition is read.
  ///
  /// @param id the acquisition's
  /// @return the listener, which the caller closes, or [#begin] takes charge of
  EventBell.Listener listen(UUID id) {
    return bell.listen(id);
  }

  /// Begins a watch.
  ///
  /// @param now the acquisition as read after the listener began to listen
  /// @param afterSequence number of the last event the watcher has; null to begin with a snapshot
  /// @param listener told of new rows
  /// @return the watch, which the caller closes
  Watch begin(AcquisitionSnapshot now, @Nullable Long afterSequence, EventBell.Listener listener) {
    if (afterSequence != null) {
      verify(now.acquisition(), afterSequence);
    }
    return new Watch(now, afterSequence, transactions, listener, config);
  }

  private static void verify(Acquisition now, long afterSequence) {
    long last = now.eventSequence();
    if (afterSequence > last) {
      throw new Failure.OutOfRange(
              Reason.SEQUENCE_AHEAD,
              "after_sequence is %d, but the last event of %s is %d"
                  .formatted(afterSequence, now.id(), last),
              Map.of("lastSequence", Long.toString(last)))
          .exception();
    }
    long earliest = now.compactedSequence();
    if (afterSequence < earliest) {
      throw new Failure.OutOfRange(
              Reason.SEQUENCE_COMPACTED,
              "after_sequence is %d, but the events of %s are kept after %d only"
                  .formatted(afterSequence, now.id(), earliest),
              Map.of("earliestSequence", Long.toString(earliest)))
          .exception();
    }
  }
}
