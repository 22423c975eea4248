package io.heimdall.server.artifact.upload;

import io.heimdall.db.DueClock;
import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.ObjectGarbage;
import io.heimdall.db.artifact.ObjectGarbage.Due;
import io.heimdall.db.artifact.UploadSweep;
import io.heimdall.db.artifact.UploadSweep.Abandoned;
import io.heimdall.server.artifact.ArtifactKeys;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.StorageFailure;
import io.heimdall.server.storage.UnfinishedParts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Removes what uploads have left: those that were abandoned, parts in the store of those that have
/// ended, rows of those that have been over for long, and objects that nothing needs any more. What
/// the store does not do now is done the next time; two at once do no harm.
public final class UploadHousekeeping {

  private static final int BATCH = 200;

  /// Parts that no row names have been begun by somebody who then did not come to say so. They are
  /// left alone for as long as that could take.
  private static final Duration STRANGE_PARTS = Duration.ofDays(1);

  private final Transactions transactions;
  private final ObjectStore store;
  private final DueClock due;
  private final UploadEndings endings;
  private final UploadSweep sweep = new UploadSweep();
  private final ObjectGarbage garbage = new ObjectGarbage();

  /// Prepares it.
  ///
  /// @param transactions where uploads are kept
  /// @param store where their bytes are
  /// @param clock the host's UTC
  public UploadHousekeeping(Transactions transactions, ObjectStore store, InstantSource clock) {
    this.transactions = transactions;
    this.store = store;
    this.due = new DueClock(transactions, clock);
    this.endings = new UploadEndings(transactions, store, clock);
  }

  /// Does everything that is due. Where one chore fails the others are done all the same.
  ///
  /// @throws RuntimeException what the first one failed with; what others did is suppressed in it
  public void run() {
    Instant now = due.instant();
    RuntimeException failure = null;
    List<Runnable> chores =
        List.of(
            () -> endAbandoned(now),
            endings::removeParts,
            () -> removeStrangeParts(now),
            () -> removeGarbage(now),
            () -> forget(now));
    for (Runnable chore : chores) {
      try {
        chore.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void endAbandoned(Instant now) {
    boolean more = true;
    while (more) {
      more =
          transactions.inTransaction(tx -> {
            List<Abandoned> abandoned = sweep.abandoned(tx, now, BATCH);
            abandoned.forEach(
                one -> endings.end(tx, one.id(), one.objectKey(), UploadEndings.EXPIRED));
            return abandoned.size() == BATCH;
          });
    }
  }

  private void forget(Instant now) {
    while (transactions.inTransaction(tx -> sweep.forget(tx, now, BATCH)) == BATCH) {
      // The next ones.
    }
  }

  private void removeStrangeParts(Instant now) {
    List<UnfinishedParts> unfinished =
        store.unfinished(ArtifactKeys.ROOT, now.minus(STRANGE_PARTS));
    Set<String> known =
        transactions.inTransaction(
            tx -> sweep.known(tx, unfinished.stream().map(UnfinishedParts::uploadId).toList()));
    for (UnfinishedParts parts : unfinished) {
      if (!known.contains(parts.uploadId())) {
        store.abortParts(parts.key(), parts.uploadId());
      }
    }
  }

  private void removeGarbage(Instant now) {
    StorageFailure failure = null;
    Due last = null;
    do {
      Due after = last;
      List<Due> next = transactions.inTransaction(tx -> garbage.due(tx, now, after, BATCH));
      last = next.isEmpty() ? null : next.getLast();
      failure = first(failure, remove(next.stream().map(Due::objectKey).toList()));
    } while (last != null);
    if (failure != null) {
      throw failure;
    }
  }

  /// Removes objects together, or where that fails one by one, so that one that cannot be removed
  /// keeps no other.
  ///
  /// @return what the first one failed with that stays; null where none does
  /// @throws StorageFailure where the store is away
  private @Nullable StorageFailure remove(List<String> keys) {
    try {
      store.delete(keys);
      transactions.runInTransaction(tx -> garbage.removed(tx, keys));
      return null;
    } catch (StorageFailure e) {
      if (e.kind() == StorageFailure.Kind.UNAVAILABLE && e.objectKey().isEmpty()) {
        throw e;
      }
      return keys.size() == 1 ? e : removeEach(keys);
    }
  }

  private @Nullable StorageFailure removeEach(List<String> keys) {
    StorageFailure failure = null;
    for (String key : keys) {
      failure = first(failure, remove(List.of(key)));
    }
    return failure;
  }

  private static @Nullable StorageFailure first(
      @Nullable StorageFailure one, @Nullable StorageFailure next) {
    return one == null ? next : one;
  }
}
