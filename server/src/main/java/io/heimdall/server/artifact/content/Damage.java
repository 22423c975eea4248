package io.heimdall.server.artifact.content;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.ArtifactVersion;
import io.heimdall.db.artifact.BlockRepository;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.storage.StorageFailure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/// What is done about stored bytes that are not those that were uploaded: the file is marked, the
/// audit log has a line, and the reader is told. Safe for any number of threads.
final class Damage {

  private static final Logger LOG = System.getLogger(Damage.class.getName());
  private static final Duration SOON = Duration.ofSeconds(2);

  private final Transactions transactions;
  private final ArtifactJournal journal;
  private final InstantSource clock;
  private final BlockRepository blocks = new BlockRepository();

  Damage(Transactions transactions, ArtifactJournal journal, InstantSource clock) {
    this.transactions = transactions;
    this.journal = journal;
    this.clock = clock;
  }

  /// Deals with a failure to read.
  ///
  /// @param actor who read
  /// @param version what was read
  /// @param offset the first byte that was not handed on
  /// @param failure what happened
  /// @return what to throw
  RuntimeException found(
      String actor, ArtifactVersion version, long offset, StorageFailure failure) {
    return switch (failure.kind()) {
      case CORRUPT -> lost(Reason.OBJECT_CORRUPT, actor, version, offset, failure);
      case NOT_FOUND -> lost(Reason.OBJECT_MISSING, actor, version, offset, failure);
      case UNAVAILABLE ->
          new Failure.Unavailable(
                  Reason.STORE_UNAVAILABLE,
                  "the object store does not answer; go on from byte " + offset,
                  SOON,
                  Map.of("offset", Long.toString(offset)))
              .exception(failure);
      case FULL, DENIED, EXISTS, OUT_OF_RANGE, UNSUPPORTED -> failure;
    };
  }

  private RuntimeException lost(
      Reason reason, String actor, ArtifactVersion version, long offset, StorageFailure failure) {
    UUID artifactId = version.file().artifactId();
    LOG.log(
        Level.ERROR,
        () ->
            "%s in version %d of artifact %s at byte %d: %s"
                .formatted(reason, version.version(), artifactId, offset, failure.getMessage()));
    if (!marked(reason, actor, version, offset)) {
      return Downloads.notFound(artifactId, version.version());
    }
    return new Failure.DataLoss(
            reason,
            reason == Reason.OBJECT_MISSING
                ? "the stored object of version %d is gone".formatted(version.version())
                : "the stored bytes of version %d are damaged from byte %d on"
                    .formatted(version.version(), offset),
            Map.of(
                "artifactId", artifactId.toString(),
                "version", Integer.toString(version.version()),
                "offset", Long.toString(offset)))
        .exception(failure);
  }

  /// Whether the loss is one: a version that was removed for good while it was read is not lost. A
  /// database that is away keeps the reader from nothing but the mark.
  private boolean marked(Reason reason, String actor, ArtifactVersion version, long offset) {
    try {
      return transactions.inTransaction(tx -> {
        if (!blocks.markCorrupt(
            tx, version.file().id(), clock.instant().truncatedTo(ChronoUnit.MICROS))) {
          return false;
        }
        journal.note(
            tx,
            actor,
            "artifact.corrupt",
            version.file().artifactId(),
            Map.of(
                "reason", reason.name(),
                "version", version.version(),
                "offset", offset,
                "objectKey", version.file().objectKey()));
        return true;
      });
    } catch (DatabaseException e) {
      LOG.log(Level.WARNING, "a damaged file could not be marked: {0}", e.getMessage());
      return true;
    }
  }
}
