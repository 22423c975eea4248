package io.heimdall.server.artifact.upload;

import static java.util.Objects.requireNonNull;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.ArtifactVersion;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.UploadPart;
import io.heimdall.db.artifact.UploadParts;
import io.heimdall.db.artifact.UploadRepository;
import io.heimdall.db.artifact.UploadState;
import io.heimdall.db.artifact.UploadWriting;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.artifact.ArtifactJournal.Uploaded;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.upload.UploadStream.Finished;
import io.heimdall.server.security.Caller;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Makes a version of verified bytes, in one transaction: the artifact or its version, the blocks
/// by which reads are checked, and the end of the upload.
final class UploadCommit {

  private final Transactions transactions;
  private final Rights rights;
  private final ArtifactJournal journal;
  private final UploadEndings endings;
  private final InstantSource clock;
  private final UploadRepository uploads = new UploadRepository();
  private final UploadWriting writing = new UploadWriting();
  private final UploadParts parts = new UploadParts();
  private final VersionRepository versions = new VersionRepository();
  private final ArtifactRepository artifacts = new ArtifactRepository();

  UploadCommit(
      Transactions transactions,
      Rights rights,
      ArtifactJournal journal,
      UploadEndings endings,
      InstantSource clock) {
    this.transactions = transactions;
    this.rights = rights;
    this.journal = journal;
    this.endings = endings;
    this.clock = clock;
  }

  /// What the store has of an upload.
  ///
  /// @param bytes how many bytes the object has
  /// @param whole its only part, not kept yet; null where all parts are kept, or there is none
  /// @param admitted whether they may become a version
  record Stored(long bytes, @Nullable UploadPart whole, boolean admitted) {}

  /// Whether an upload would make no version, as things stand.
  ///
  /// @param book the upload
  /// @param finish what its bytes are
  /// @return whether its artifact has these bytes
  boolean unchanged(WriterBook book, Upload.Finish finish) {
    Upload.Target target = book.upload().target();
    return !target.makesArtifact()
        && transactions.inTransaction(tx ->
            artifacts
                .find(tx, target.artifactId())
                .filter(artifact -> same(tx, versions, artifact, finish))
                .isPresent());
  }

  /// Commits what is in the store, whole and verified.
  ///
  /// @param caller who uploads
  /// @param book the upload
  /// @param finish what its bytes are
  /// @param stored what the store has of them
  /// @return what has become of it
  /// @throws io.heimdall.server.failure.FailureException with UPLOAD_BUSY, UPLOAD_ENDED,
  ///   ARTIFACT_NOT_FOUND, ACCESS_TOO_SMALL or ARTIFACT_DELETED
  Finished commit(Caller caller, WriterBook book, Upload.Finish finish, Stored stored) {
    return transactions.inTransaction(tx -> {
      if (!writing.lock(tx, book.fence())) {
        throw book.lost(tx);
      }
      if (stored.whole() != null) {
        parts.insert(tx, book.upload().id(), stored.whole());
      }
      Uploaded uploaded = uploaded(book, finish, stored.bytes());
      return book.upload().target().makesArtifact()
          ? created(tx, caller, book, finish, uploaded)
          : version(tx, caller, book, finish, stored.admitted() ? uploaded : null);
    });
  }

  private Finished created(
      Tx tx, Caller caller, WriterBook book, Upload.Finish finish, Uploaded uploaded) {
    UploadSpec spec = UploadSpec.read(book.upload().target().specJson());
    Artifact artifact =
        journal.create(tx, caller.name(), requireNonNull(spec.artifact()), uploaded);
    return done(tx, book, finish, new Rights.Seen(artifact, Access.OWN), false);
  }

  /// @param uploaded what becomes a version; null where it may not, since there was one of the same
  ///   bytes a moment ago
  private Finished version(
      Tx tx, Caller caller, WriterBook book, Upload.Finish finish, @Nullable Uploaded uploaded) {
    Rights.Seen seen =
        rights.lockUndeleted(tx, caller, book.upload().target().artifactId(), Access.WRITE);
    if (same(tx, versions, seen.artifact(), finish)) {
      endings.drop(tx, book.place().objectKey());
      return done(tx, book, finish, seen, true);
    }
    if (uploaded == null) {
      throw UploadFailures.busy(book.upload().id());
    }
    Artifact artifact = journal.addVersion(tx, caller.name(), seen.artifact(), uploaded);
    return done(tx, book, finish, new Rights.Seen(artifact, seen.access()), false);
  }

  /// Whether an artifact has these bytes already, and they are not known to be damaged.
  static boolean same(Tx tx, VersionRepository versions, Artifact artifact, Upload.Finish finish) {
    return artifact.content().sha256().equals(finish.sha256())
        && artifact.content().sizeBytes() == finish.sizeBytes()
        && versions
            .find(tx, artifact.id(), artifact.version())
            .map(ArtifactVersion::file)
            .filter(file -> file.corruptAt() == null)
            .isPresent();
  }

  private static Uploaded uploaded(WriterBook book, Upload.Finish finish, long storedBytes) {
    return new Uploaded(
        file(book, finish, storedBytes),
        book.upload().target().name(),
        requireNonNull(book.place().contentType()));
  }

  /// The file that an upload becomes.
  static StoredFile file(WriterBook book, Upload.Finish finish, long storedBytes) {
    Upload.Place place = book.place();
    return new StoredFile(
        place.fileId(),
        book.upload().target().artifactId(),
        place.objectKey(),
        requireNonNull(place.encoding()),
        finish.sizeBytes(),
        storedBytes,
        finish.sha256(),
        null);
  }

  private Finished done(
      Tx tx, WriterBook book, Upload.Finish finish, Rights.Seen seen, boolean unchanged) {
    if (!unchanged) {
      parts.moveBlocks(tx, book.upload().id(), book.place().fileId());
    }
    uploads.done(
        tx,
        book.upload().id(),
        new Upload.Progress(
            UploadState.DONE, "", finish.sizeBytes(), finish, seen.artifact().version(), unchanged),
        clock.instant().plus(UploadEndings.REMEMBERED));
    return new Finished(seen, finish.sizeBytes(), unchanged, false);
  }
}
