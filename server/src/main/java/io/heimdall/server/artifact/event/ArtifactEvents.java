package io.heimdall.server.artifact.event;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.ArtifactEventLog;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happens to artifacts, for those who follow it. Safe for any number of threads.
public final class ArtifactEvents implements AutoCloseable {

  private static final int REMOVED_AT_A_TIME = 5_000;

  private final Transactions transactions;
  private final Rights rights;
  private final ArtifactWatch.Limits limits;
  private final EventNumbering numbering;
  private final ArtifactEventLog log = new ArtifactEventLog();

  private ArtifactEvents(
      Transactions transactions,
      Rights rights,
      ArtifactWatch.Limits limits,
      EventNumbering numbering) {
    this.transactions = transactions;
    this.rights = rights;
    this.limits = limits;
    this.numbering = numbering;
  }

  /// Opens the events.
  ///
  /// @param transactions where they are kept
  /// @param rights who may see what
  /// @param limits how watches behave
  /// @return the events, which the caller closes before the database
  public static ArtifactEvents open(
      Transactions transactions, Rights rights, ArtifactWatch.Limits limits) {
    return new ArtifactEvents(transactions, rights, limits, EventNumbering.start(transactions));
  }

  /// Begins to follow.
  ///
  /// @param caller who follows
  /// @param predicate what has to hold of the artifacts; null: nothing in particular
  /// @param afterSequence the last number the caller has; null: what happens from now on
  /// @return the watch, which the caller closes
  /// @throws io.heimdall.server.failure.FailureException with SEQUENCE_AHEAD or SEQUENCE_COMPACTED
  public ArtifactWatch watch(
      Caller caller, @Nullable FilterPredicate predicate, @Nullable Long afterSequence) {
    long last = numbering.catchUp();
    if (afterSequence != null) {
      verify(afterSequence, last);
    }
    return new ArtifactWatch(
        numbering,
        new EventPages(transactions, rights, caller, predicate),
        afterSequence == null ? last : afterSequence,
        limits);
  }

  /// Numbers everything that has been committed.
  ///
  /// @return the last number
  public long catchUp() {
    return numbering.catchUp();
  }

  private void verify(long afterSequence, long last) {
    if (afterSequence > last) {
      throw new Failure.OutOfRange(
              Reason.SEQUENCE_AHEAD,
              "after_sequence is %d, but the last event of artifacts is %d"
                  .formatted(afterSequence, last),
              Map.of("lastSequence", Long.toString(last)))
          .exception();
    }
    long compacted = transactions.inSnapshot(log::range).compacted();
    if (afterSequence < compacted) {
      throw EventPages.compacted(afterSequence, compacted);
    }
  }

  /// Removes events that are old, in small transactions. An interrupt ends it between two of them.
  /// To be run once in the cluster at a time.
  ///
  /// @param before those of before this time are old
  public void forget(Instant before) {
    var _ = numbering.catchUp();
    int removed = REMOVED_AT_A_TIME;
    while (removed == REMOVED_AT_A_TIME && !Thread.currentThread().isInterrupted()) {
      removed = transactions.inTransaction(tx -> log.compact(tx, before, REMOVED_AT_A_TIME));
    }
  }

  /// Ends the numbering. Watches end by themselves.
  @Override
  public void close() {
    numbering.close();
  }
}
