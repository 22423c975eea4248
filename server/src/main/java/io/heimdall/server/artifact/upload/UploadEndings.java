package io.heimdall.server.artifact.upload;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.ObjectGarbage;
import io.heimdall.db.artifact.UploadRepository;
import io.heimdall.db.artifact.UploadSweep;
import io.heimdall.db.artifact.UploadSweep.LeftParts;
import io.heimdall.db.artifact.UploadWriting;
import io.heimdall.db.artifact.WriterFence;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.StorageFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Ends uploads that become nothing: first in the database, so that nobody goes on with them, then
/// in the store. What is left there when that fails is removed later.
final class UploadEndings {

  /// Why an upload ended, in the contract's spelling, where no failure says it.
  static final String CANCELLED = "CANCELLED";

  static final String EXPIRED = "EXPIRED";
  static final String PARTS_LOST = "PARTS_LOST";

  /// Whoever writes the object, and was not told yet, is done by then.
  private static final Duration GARBAGE_DELAY = Duration.ofHours(1);

  /// How long it can be asked what became of an upload.
  static final Duration REMEMBERED = Duration.ofDays(30);

  private static final int BATCH = 100;

  /// So many questions in a row without an answer say that the store is away.
  private static final int MOST_UNANSWERED = 3;

  private static final System.Logger LOG = System.getLogger(UploadEndings.class.getName());

  private final Transactions transactions;
  private final ObjectStore store;
  private final InstantSource clock;
  private final UploadRepository uploads = new UploadRepository();
  private final UploadWriting writing = new UploadWriting();
  private final UploadSweep sweep = new UploadSweep();
  private final ObjectGarbage garbage = new ObjectGarbage();

  UploadEndings(Transactions transactions, ObjectStore store, InstantSource clock) {
    this.transactions = transactions;
    this.store = store;
    this.clock = clock;
  }

  /// Ends an upload for its writer. One who was replaced ends nothing.
  ///
  /// @param fence who writes
  /// @param objectKey its object, if any
  /// @param reason why
  void end(WriterFence fence, String objectKey, String reason) {
    transactions.runInTransaction(tx -> {
      if (writing.lock(tx, fence)) {
        end(tx, fence.uploadId(), objectKey, reason);
      }
    });
    removeParts(fence.uploadId());
  }

  /// Ends an upload, and leaves it to [#removeParts(UUID)] or [#removeParts()] to tell the store.
  void end(Tx tx, UUID id, String objectKey, String reason) {
    Instant now = clock.instant();
    if (uploads.end(tx, id, reason, now.plus(REMEMBERED))) {
      garbage.add(tx, List.of(objectKey), now.plus(GARBAGE_DELAY));
    }
  }

  /// Lets go of an object that an upload had for its bytes.
  void drop(Tx tx, String objectKey) {
    garbage.add(tx, List.of(objectKey), clock.instant().plus(GARBAGE_DELAY));
  }

  /// Removes parts that an upload has left in the store, if it has ended and the store does so now.
  void removeParts(UUID id) {
    transactions
        .inTransaction(tx -> sweep.leftBy(tx, id))
        .ifPresent(left -> {
          var _ = remove(left);
        });
  }

  /// Removes parts that ended uploads have left in the store. One that is away is not asked for all
  /// of them; parts that it never answers for keep it from no others.
  void removeParts() {
    int unanswered = 0;
    List<LeftParts> left = List.of();
    do {
      UUID after = left.isEmpty() ? null : left.getLast().uploadId();
      left = transactions.inTransaction(tx -> sweep.left(tx, after, BATCH));
      for (LeftParts parts : left) {
        unanswered = remove(parts) ? 0 : unanswered + 1;
        if (unanswered == MOST_UNANSWERED) {
          return;
        }
      }
    } while (left.size() == BATCH);
  }

  /// @return whether the store answers
  private boolean remove(LeftParts parts) {
    StorageFailure failure = failure(parts.objectKey(), parts.multipartId());
    if (failure == null) {
      transactions.runInTransaction(tx -> sweep.removed(tx, parts.uploadId()));
    }
    return failure == null || failure.kind() != StorageFailure.Kind.UNAVAILABLE;
  }

  /// Removes parts in the store.
  ///
  /// @return whether they are gone
  boolean removed(String objectKey, String multipartId) {
    return failure(objectKey, multipartId) == null;
  }

  private @Nullable StorageFailure failure(String objectKey, String multipartId) {
    try {
      store.abortParts(objectKey, multipartId);
      return null;
    } catch (StorageFailure e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the parts of {0} stay for now: {1}",
          objectKey,
          e.getMessage());
      return e;
    }
  }
}
