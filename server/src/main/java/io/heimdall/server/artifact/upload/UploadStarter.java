package io.heimdall.server.artifact.upload;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.UploadRepository;
import io.heimdall.db.artifact.UploadState;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.server.artifact.ArtifactKeys;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.upload.NewUpload.Target;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.request.Asked;
import io.heimdall.server.request.Requests;
import io.heimdall.server.security.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// Begins uploads, each request one.
final class UploadStarter {

  private static final int MOST_UNDER_WAY = 1000;

  private final Transactions transactions;
  private final Rights rights;
  private final ArtifactRules rules;
  private final Duration retention;
  private final InstantSource clock;
  private final UploadRepository uploads = new UploadRepository();
  private final VersionRepository versions = new VersionRepository();
  private final Requests requests = new Requests();

  /// @param retention how long an upload is kept of which no byte comes
  UploadStarter(
      Transactions transactions,
      Rights rights,
      ArtifactRules rules,
      Duration retention,
      InstantSource clock) {
    this.transactions = transactions;
    this.rights = rights;
    this.rules = rules;
    this.retention = retention;
    this.clock = clock;
  }

  /// What a request for an upload is answered for good.
  ///
  /// @param id the upload
  record Started(UUID id) {}

  /// Begins an upload, or finds the one that the same request began.
  ///
  /// @return the upload as it is now
  /// @throws FailureException with the reasons that the contract names
  Upload start(Caller caller, NewUpload wanted) {
    if (wanted.sizeBytes() != null) {
      rules.admitSize("size_bytes", wanted.sizeBytes());
    }
    String type = rules.said(typeField(wanted.target()), wanted.target().contentType());
    var asked = new Asked(caller.name(), wanted.requestId(), "StartUpload", wanted);
    return transactions.inTransaction(tx -> {
      Started started =
          requests.once(
              tx, asked, Started.class, () -> new Started(begin(tx, caller, wanted, type)));
      return uploads
          .find(tx, caller.name(), started.id())
          .orElseThrow(() -> UploadFailures.notFound(started.id()));
    });
  }

  private static String typeField(Target target) {
    return switch (target) {
      case Target.NewArtifact _ -> "artifact.content_type";
      case Target.NewVersion _ -> "version.content_type";
    };
  }

  private UUID begin(Tx tx, Caller caller, NewUpload wanted, String type) {
    if (uploads.count(tx, caller.name(), MOST_UNDER_WAY) >= MOST_UNDER_WAY) {
      throw UploadFailures.tooMany(MOST_UNDER_WAY);
    }
    Upload upload =
        switch (wanted.target()) {
          case Target.NewArtifact artifact -> upload(caller, target(artifact, type), wanted);
          case Target.NewVersion version -> version(tx, caller, version, wanted, type);
        };
    uploads.insert(tx, upload);
    return upload.id();
  }

  private static Upload.Target target(Target.NewArtifact wanted, String type) {
    return new Upload.Target(
        UUID.randomUUID(), true, new UploadSpec(wanted.spec(), type).json(), wanted.spec().name());
  }

  private Upload version(
      Tx tx, Caller caller, Target.NewVersion version, NewUpload wanted, String type) {
    Artifact artifact =
        rights.lockUndeleted(tx, caller, version.artifactId(), Access.WRITE).artifact();
    var target =
        new Upload.Target(
            artifact.id(),
            false,
            new UploadSpec(null, type).json(),
            version.name().isEmpty() ? artifact.spec().name() : version.name());
    Upload upload = upload(caller, target, wanted);
    return has(tx, artifact, wanted) ? done(upload, artifact) : upload;
  }

  /// Whether an artifact is known to have the bytes that would come.
  private boolean has(Tx tx, Artifact artifact, NewUpload wanted) {
    Long size = wanted.sizeBytes();
    long wholeBytes = size == null ? artifact.content().sizeBytes() : size;
    return wanted.sha256() != null
        && UploadCommit.same(
            tx, versions, artifact, new Upload.Finish(wholeBytes, wanted.sha256()));
  }

  private static Upload done(Upload upload, Artifact artifact) {
    var finish = new Upload.Finish(artifact.content().sizeBytes(), artifact.content().sha256());
    return new Upload(
        upload.id(),
        upload.owner(),
        upload.target(),
        upload.declared(),
        upload.place(),
        new Upload.Progress(
            UploadState.DONE, "", finish.sizeBytes(), finish, artifact.version(), true),
        upload.createdAt(),
        upload.createdAt().plus(UploadEndings.REMEMBERED));
  }

  private Upload upload(Caller caller, Upload.Target target, NewUpload wanted) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return new Upload(
        UUID.randomUUID(),
        caller.name(),
        target,
        new Upload.Declared(wanted.sizeBytes(), wanted.sha256()),
        place(caller.name(), target.name(), PartSizes.of(wanted.sizeBytes())),
        Upload.Progress.NONE,
        now,
        now.plus(retention));
  }

  /// A place of its own for the bytes of an upload.
  static Upload.Place place(String owner, String name, long partBytes) {
    UUID fileId = UUID.randomUUID();
    return new Upload.Place(
        fileId, ArtifactKeys.of(owner, fileId, name), null, null, null, null, partBytes);
  }
}
