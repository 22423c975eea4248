package io.heimdall.server.artifact;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.ArtifactVersion;
import io.heimdall.db.artifact.ObjectGarbage;
import io.heimdall.db.artifact.PublicCopyRepository;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.StorageFailure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Public artifacts, and the copies of their bytes that the public can be given. The file itself
/// stays where it is, whatever becomes of copies. Safe for any number of threads; calls block for
/// the database and the store.
///
/// The copy of a small file is made before its artifact is public. That of a large one would keep
/// the caller waiting, so it follows, as do copies of new versions: [#run] makes all that are
/// missing.
public final class Publishing {

  private static final Logger LOG = System.getLogger(Publishing.class.getName());

  /// Takes less than a second.
  private static final long SMALL_BYTES = 32L << 20;

  /// A copy that is not used by then is garbage: 100 GiB at 10 MB/s take three hours.
  private static final Duration LONGEST_COPY = Duration.ofHours(6);

  private static final int BATCH = 100;

  private final Transactions transactions;
  private final Rights rights;
  private final ArtifactJournal journal;
  private final PublicCopies copies;
  private final InstantSource clock;
  private final ArtifactRepository artifacts = new ArtifactRepository();
  private final VersionRepository versions = new VersionRepository();
  private final PublicCopyRepository published = new PublicCopyRepository();
  private final ObjectGarbage garbage = new ObjectGarbage();

  /// Opens it.
  ///
  /// @param transactions where artifacts are kept
  /// @param rights who may do what
  /// @param journal changes artifacts
  /// @param copies copies bytes
  /// @param clock the host's UTC
  public Publishing(
      Transactions transactions,
      Rights rights,
      ArtifactJournal journal,
      PublicCopies copies,
      InstantSource clock) {
    this.transactions = transactions;
    this.rights = rights;
    this.journal = journal;
    this.copies = copies;
    this.clock = clock;
  }

  /// A copy that no row names yet.
  private record Copy(UUID fileId, String key) {}

  /// Makes an artifact public or private. One that is so already stays as it is.
  ///
  /// @param caller who does it
  /// @param id the artifact
  /// @param visibility who may read it from now on
  /// @param revision the revision that the caller has seen; empty: whatever it is
  /// @return the artifact
  /// @throws FailureException with ARTIFACT_NOT_FOUND, ACCESS_TOO_SMALL, ARTIFACT_DELETED or
  ///   ETAG_MISMATCH
  /// @throws StorageFailure when the copy cannot be made; nothing has changed then
  public Rights.Seen setVisibility(
      Caller caller, UUID id, Visibility visibility, OptionalLong revision) {
    Artifact before = transactions.inTransaction(tx -> lock(tx, caller, id, revision).artifact());
    boolean publishes =
        visibility == Visibility.PUBLIC && before.spec().visibility() != Visibility.PUBLIC;
    Copy copy = publishes && before.content().sizeBytes() <= SMALL_BYTES ? copy(before) : null;
    return transactions.inTransaction(tx -> {
      Rights.Seen seen = lock(tx, caller, id, revision);
      Artifact artifact = seen.artifact();
      if (artifact.spec().visibility() == visibility) {
        return seen;
      }
      var spec = artifact.spec().withVisibility(visibility);
      String change = visibility == Visibility.PUBLIC ? "publish" : "unpublish";
      Artifact changed = journal.say(tx, caller.name(), artifact, spec, change);
      if (visibility == Visibility.PRIVATE) {
        garbage.add(tx, published.drop(tx, id), clock.instant());
      } else if (copy != null) {
        use(tx, changed, copy);
      }
      return new Rights.Seen(changed, seen.access());
    });
  }

  private Rights.Seen lock(Tx tx, Caller caller, UUID id, OptionalLong revision) {
    Rights.Seen seen = rights.lockUndeleted(tx, caller, id, Access.OWN);
    Expected.revision(seen.artifact(), revision);
    return seen;
  }

  /// Makes the copies that are missing. One that cannot be made now is made the next time, and
  /// keeps none behind it, unless the store is away.
  public void run() {
    for (List<UUID> next = missing(null); !next.isEmpty(); next = missing(next.getLast())) {
      for (UUID id : next) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        if (!tryToPublish(id)) {
          return;
        }
      }
    }
  }

  private List<UUID> missing(@Nullable UUID after) {
    return transactions.inSnapshot(tx -> published.missing(tx, after, BATCH));
  }

  /// @return whether the store answers
  private boolean tryToPublish(UUID id) {
    try {
      publish(id);
      return true;
    } catch (StorageFailure | FailureException e) {
      LOG.log(Level.WARNING, "artifact {0} is not copied for the public: {1}", id, e.getMessage());
      return !(e instanceof StorageFailure failure
          && failure.kind() == StorageFailure.Kind.UNAVAILABLE);
    }
  }

  private void publish(UUID id) {
    transactions
        .inSnapshot(tx -> artifacts.find(tx, id))
        .map(this::copy)
        .ifPresent(copy ->
            transactions.runInTransaction(tx ->
                artifacts
                    .lock(tx, id)
                    .filter(Publishing::wantsCopy)
                    .ifPresent(artifact -> use(tx, artifact, copy))));
  }

  private static boolean wantsCopy(Artifact artifact) {
    return !artifact.deleted() && artifact.spec().visibility() == Visibility.PUBLIC;
  }

  /// Until a row names it, the copy is garbage, so that nobody forgets it.
  private Copy copy(Artifact artifact) {
    ArtifactVersion current =
        transactions
            .inSnapshot(tx -> versions.find(tx, artifact.id(), artifact.version()))
            .orElseThrow(() -> Rights.notFound(artifact.id()));
    String key = ArtifactKeys.publicCopy(UUID.randomUUID(), current.name());
    Instant removeAt = clock.instant().plus(LONGEST_COPY);
    transactions.runInTransaction(tx -> garbage.add(tx, List.of(key), removeAt));
    copies.copy(current.file(), current.contentType(), key);
    return new Copy(current.file().id(), key);
  }

  /// A copy of what is not the current version any more, or that took too long, stays garbage.
  private void use(Tx tx, Artifact artifact, Copy copy) {
    versions
        .find(tx, artifact.id(), artifact.version())
        .filter(current -> current.file().id().equals(copy.fileId()))
        .flatMap(_ -> published.use(tx, artifact, copy.fileId(), copy.key(), clock.instant()))
        .ifPresent(old -> garbage.add(tx, old, clock.instant()));
  }
}
