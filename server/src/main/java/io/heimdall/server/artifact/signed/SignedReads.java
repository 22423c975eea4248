package io.heimdall.server.artifact.signed;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactVersion;
import io.heimdall.db.artifact.FileEncoding;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.content.Downloads;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.SignedUrl;
import io.heimdall.server.storage.StorageFailure;
import io.heimdall.server.storage.UrlRequest;
import io.heimdall.server.storage.UrlSigner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// URLs that read versions of artifacts. Safe for any number of threads.
public final class SignedReads {

  private final Transactions transactions;
  private final ObjectStore store;
  private final UrlSigner urls;
  private final Downloads downloads;
  private final PlainCopies copies;
  private final InstantSource clock;
  private final Rights rights;
  private final ArtifactJournal journal;
  private final VersionRepository versions = new VersionRepository();

  /// Prepares to sign.
  ///
  /// @param transactions where rows are
  /// @param store where objects are
  /// @param urls makes the URLs
  /// @param downloads reads what is kept compressed
  /// @param clock the host's UTC
  public SignedReads(
      Transactions transactions,
      ObjectStore store,
      UrlSigner urls,
      Downloads downloads,
      InstantSource clock) {
    this.transactions = transactions;
    this.store = store;
    this.urls = urls;
    this.downloads = downloads;
    this.copies = new PlainCopies(transactions, store, clock);
    this.clock = clock;
    this.rights = new Rights(clock);
    this.journal = new ArtifactJournal(clock);
  }

  /// What is to be read.
  ///
  /// @param artifactId of which artifact
  /// @param version which version; 0: the current one
  /// @param inline whether a browser is to show it rather than save it
  /// @param validity for how long, in whole seconds
  public record Wanted(UUID artifactId, int version, boolean inline, Duration validity) {}

  /// A URL that reads a version.
  ///
  /// @param url the URL
  /// @param sha256 SHA-256 of what it reads, 64 lower-case hexadecimal digits
  public record Signed(SignedUrl url, String sha256) {}

  /// Makes a URL, and notes it in the audit log. Of what is kept compressed a plain copy is made
  /// first, which takes as long as reading it.
  ///
  /// @param caller who asks
  /// @param wanted what it is to read
  /// @return the URL
  /// @throws FailureException with ARTIFACT_NOT_FOUND, ARTIFACT_VERSION_NOT_FOUND, ARTIFACT_DELETED
  ///   or OBJECT_CORRUPT
  /// @throws StorageFailure of kind NOT_FOUND naming the object where it is gone
  public Signed sign(Caller caller, Wanted wanted) {
    Found before = transactions.inSnapshot(tx -> find(tx, caller, wanted));
    String key = key(caller, before, clock.instant().plus(wanted.validity()));
    // A copy may have taken its time, and what the caller may do may have changed meanwhile.
    ArtifactVersion version = before.version();
    var same =
        new Wanted(wanted.artifactId(), version.version(), wanted.inline(), wanted.validity());
    Found found = transactions.inSnapshot(tx -> find(tx, caller, same));
    Instant now = clock.instant();
    Duration validity = shortened(wanted, found, now);
    SignedUrl url =
        urls.sign(
            new UrlRequest.Get(
                key,
                validity,
                version.contentType(),
                Disposition.of(wanted.inline(), version.contentType(), version.name()),
                caching(found.artifact(), now.plus(validity))));
    transactions.runInTransaction(tx ->
        journal.note(
            tx,
            caller.name(),
            "artifact.sign",
            wanted.artifactId(),
            Map.of(
                "method",
                url.method(),
                "version",
                version.version(),
                "expiresAt",
                url.expiresAt().toString())));
    return new Signed(url, version.file().sha256());
  }

  /// Removes what copies that nobody finished have left in the store.
  ///
  /// @param begunBefore those begun earlier; a copy can take hours
  public void removeLeft(Instant begunBefore) {
    copies.removeLeft(begunBefore);
  }

  /// @param until when the caller's right to read ends; empty where it does not
  private record Found(Artifact artifact, ArtifactVersion version, Optional<Instant> until) {}

  /// A URL is good for no longer than the share that its caller reads by.
  private static Duration shortened(Wanted wanted, Found found, Instant now) {
    Duration left =
        found
            .until()
            .map(until -> Duration.ofSeconds(Duration.between(now, until).toSeconds()))
            .orElse(wanted.validity());
    if (left.compareTo(UrlSigner.SHORTEST) < 0) {
      throw Rights.notFound(found.artifact().id());
    }
    return wanted.validity().compareTo(left) < 0 ? wanted.validity() : left;
  }

  private Found find(Tx tx, Caller caller, Wanted wanted) {
    Rights.Seen seen = rights.find(tx, caller, wanted.artifactId());
    Artifact artifact = seen.artifact();
    if (artifact.deleted()) {
      throw Rights.deleted(artifact);
    }
    int number = wanted.version() == 0 ? artifact.version() : wanted.version();
    ArtifactVersion version =
        versions
            .find(tx, artifact.id(), number)
            .orElseThrow(() -> Downloads.notFound(artifact.id(), number));
    if (version.file().corruptAt() != null) {
      throw corrupt(version.file());
    }
    return new Found(artifact, version, rights.readsUntil(tx, caller, seen));
  }

  private String key(Caller caller, Found found, Instant expiresAt) {
    StoredFile file = found.version().file();
    if (file.encoding() == FileEncoding.ZSTD) {
      var whole = new Downloads.Wanted(found.artifact().id(), found.version().version(), 0, 0, "");
      return copies.of(found.version(), () -> downloads.open(caller, whole), expiresAt);
    }
    if (store.head(file.objectKey()).isEmpty()) {
      throw new StorageFailure(
          StorageFailure.Kind.NOT_FOUND,
          "there is no object " + file.objectKey(),
          file.objectKey(),
          null);
    }
    return file.objectKey();
  }

  /// A version never changes, so that caches may keep it, whenever they fetch it, until the URL
  /// expires.
  private static UrlRequest.Caching caching(Artifact artifact, Instant expiresAt) {
    return artifact.spec().visibility() == Visibility.PUBLIC
        ? new UrlRequest.Caching("public, immutable", Optional.of(expiresAt))
        : new UrlRequest.Caching("private, no-store", Optional.empty());
  }

  private static FailureException corrupt(StoredFile file) {
    return new Failure.DataLoss(
            Reason.OBJECT_CORRUPT,
            "the stored bytes of file %s are not those that were uploaded".formatted(file.id()),
            Map.of("objectKey", file.objectKey()))
        .exception();
  }
}
