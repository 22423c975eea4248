package io.heimdall.server.artifact.content;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactVersion;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.ObjectStore;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/// Hands out the bytes of artifacts to those who may read them. Safe for any number of threads.
public final class Downloads {

  private final Transactions transactions;
  private final ObjectStore store;
  private final Rights rights;
  private final ArtifactJournal journal;
  private final Damage damage;
  private final InstantSource clock;
  private final VersionRepository versions = new VersionRepository();

  /// Opens the downloads.
  ///
  /// @param transactions where rows are
  /// @param store where objects are
  /// @param clock the host's UTC
  public Downloads(Transactions transactions, ObjectStore store, InstantSource clock) {
    this.transactions = transactions;
    this.store = store;
    this.rights = new Rights(clock);
    this.journal = new ArtifactJournal(clock);
    this.damage = new Damage(transactions, journal, clock);
    this.clock = clock;
  }

  /// Which bytes are wanted.
  ///
  /// @param artifactId of which artifact
  /// @param version of which version; 0: the current one
  /// @param offset the first byte, from 0
  /// @param limit how many; 0: to the end
  /// @param ifEtag what [Download#etag] said of the bytes that are continued; empty: whatever is
  ///   there
  public record Wanted(UUID artifactId, int version, long offset, long limit, String ifEtag) {}

  /// Begins a download, and notes it in the audit log.
  ///
  /// @param caller who reads
  /// @param wanted which bytes
  /// @return the download; the caller closes
  /// @throws FailureException with ARTIFACT_NOT_FOUND, ARTIFACT_VERSION_NOT_FOUND, ETAG_MISMATCH or
  ///   RANGE_INVALID
  public Download open(Caller caller, Wanted wanted) {
    return transactions.inTransaction(tx -> {
      Rights.Seen seen = rights.find(tx, caller, wanted.artifactId());
      ArtifactVersion version = find(tx, seen.artifact(), wanted);
      requireEtag(version.file(), wanted.ifEtag());
      long end = end(version.file(), wanted);
      journal.note(
          tx,
          caller.name(),
          "artifact.read",
          wanted.artifactId(),
          Map.of(
              "version",
              version.version(),
              "offset",
              wanted.offset(),
              "size",
              end - wanted.offset()));
      var sums = new FileBlocks(tx, transactions, version.file(), wanted.offset(), end);
      var reader = new ContentReader(store, version.file(), sums, wanted.offset(), end);
      var term = new Download.Term(clock, rights.readsUntil(tx, caller, seen));
      return new Download(caller.name(), version, reader, damage, term);
    });
  }

  private ArtifactVersion find(Tx tx, Artifact artifact, Wanted wanted) {
    int version = wanted.version() == 0 ? artifact.version() : wanted.version();
    return versions
        .find(tx, wanted.artifactId(), version)
        .orElseThrow(() -> notFound(wanted.artifactId(), version));
  }

  /// There is no such version, or it is not kept any more.
  ///
  /// @param artifactId the artifact
  /// @param version the version
  /// @return the failure
  public static FailureException notFound(UUID artifactId, int version) {
    return new Failure.NotFound(
            Reason.ARTIFACT_VERSION_NOT_FOUND,
            "artifact %s has no version %d".formatted(artifactId, version),
            Map.of("artifactId", artifactId.toString(), "version", Integer.toString(version)))
        .exception();
  }

  /// What stands for the bytes of a file: equal for equal bytes.
  static String etag(StoredFile file) {
    return "\"" + file.sha256() + "\"";
  }

  private static void requireEtag(StoredFile file, String ifEtag) {
    if (!ifEtag.isEmpty() && !ifEtag.equals(etag(file))) {
      throw new Failure.Aborted(
              Reason.ETAG_MISMATCH,
              "the bytes are not those that %s stands for; begin again".formatted(ifEtag),
              Map.of("etag", etag(file)))
          .exception();
    }
  }

  private static long end(StoredFile file, Wanted wanted) {
    long left = file.sizeBytes() - wanted.offset();
    if (left < 0) {
      throw new Failure.OutOfRange(
              Reason.RANGE_INVALID,
              "offset is %d, but there are %d bytes".formatted(wanted.offset(), file.sizeBytes()),
              Map.of("sizeBytes", Long.toString(file.sizeBytes())))
          .exception();
    }
    return wanted.limit() == 0
        ? file.sizeBytes()
        : wanted.offset() + Math.min(left, wanted.limit());
  }
}
