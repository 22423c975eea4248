package io.heimdall.server.artifact.event;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.ArtifactEvent;
import io.heimdall.db.artifact.ArtifactEventLog;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The events that one caller may know of, a page at a time. What the caller may see is asked anew
/// for every page, as of one moment, with as many statements for many events as for one. Safe for
/// any number of threads.
final class EventPages {

  private static final int PAGE = 256;

  private final Transactions transactions;
  private final SeenEvents seen;
  private final Caller caller;
  private final @Nullable FilterPredicate predicate;
  private final ArtifactEventLog log = new ArtifactEventLog();

  /// Events for a caller.
  ///
  /// @param events those that are sent, in order
  /// @param lastSequence the number up to which there are no others
  record Page(List<ArtifactWatch.Item.Event> events, long lastSequence) {}

  EventPages(
      Transactions transactions,
      Rights rights,
      Caller caller,
      @Nullable FilterPredicate predicate) {
    this.transactions = transactions;
    this.seen = new SeenEvents(rights);
    this.caller = caller;
    this.predicate = predicate;
  }

  /// Reads on.
  ///
  /// @param sequence the last number that was looked at
  /// @return the page
  /// @throws io.heimdall.server.failure.FailureException with SEQUENCE_COMPACTED
  Page after(long sequence) {
    return transactions.inSnapshot(tx -> {
      List<ArtifactEvent> rows = log.after(tx, sequence, PAGE);
      long expected = rows.isEmpty() ? log.range(tx).compacted() : rows.getFirst().sequence() - 1;
      if (expected > sequence) {
        throw compacted(sequence, expected);
      }
      return rows.isEmpty()
          ? new Page(List.of(), sequence)
          : new Page(seen.of(tx, caller, predicate, rows), rows.getLast().sequence());
    });
  }

  /// The events after a sequence are not kept any more.
  static RuntimeException compacted(long sequence, long earliest) {
    return new Failure.OutOfRange(
            Reason.SEQUENCE_COMPACTED,
            "events of artifacts are kept after %d only, not after %d; list them, and watch from there"
                .formatted(earliest, sequence),
            Map.of("earliestSequence", Long.toString(earliest)))
        .exception();
  }
}
