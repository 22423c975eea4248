package io.heimdall.server.grpc.message;

import io.heimdall.db.artifact.Upload.Declared;
import io.heimdall.db.artifact.Upload.Progress;
import io.heimdall.server.artifact.FileNames;
import io.heimdall.server.artifact.upload.NewUpload;
import io.heimdall.server.artifact.upload.NewUpload.Target;
import io.heimdall.server.artifact.upload.UploadStream;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.NewVersion;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadState;
import io.heimdall.v1.WriteUploadResponse;
import java.util.Locale;
import java.util.UUID;

/// Uploads on the wire.
public final class UploadMessages {

  /// The most bytes of a chunk.
  public static final int MOST_CHUNK_BYTES = 2 << 20;

  private static final int PREFERRED_CHUNK_BYTES = 256 << 10;

  private UploadMessages() {}

  /// An upload.
  ///
  /// @param upload the domain's
  /// @return the wire's
  public static Upload of(io.heimdall.db.artifact.Upload upload) {
    Progress progress = upload.progress();
    Declared declared = upload.declared();
    var message =
        Upload.newBuilder()
            .setId(upload.id().toString())
            .setState(of(progress.state()))
            .setArtifactId(upload.target().artifactId().toString())
            .setPersistedSize(progress.persistedBytes())
            .setMaxChunkBytes(MOST_CHUNK_BYTES)
            .setPreferredChunkBytes(PREFERRED_CHUNK_BYTES)
            .setPartBytes(upload.place().partBytes())
            .setCreateTime(Times.of(upload.createdAt()))
            .setEndReason(progress.endReason())
            .setUnchanged(progress.unchanged())
            .setName(upload.target().name());
    if (declared.sizeBytes() != null) {
      message.setSizeBytes(declared.sizeBytes());
    }
    if (declared.sha256() != null) {
      message.setSha256(declared.sha256());
    }
    if (!progress.state().over()) {
      message.setExpireTime(Times.of(upload.expiresAt()));
    }
    if (progress.version() != null) {
      message.setVersion(progress.version());
    }
    return message.build();
  }

  private static UploadState of(io.heimdall.db.artifact.UploadState state) {
    return switch (state) {
      case OPEN -> UploadState.UPLOAD_STATE_OPEN;
      case FINISHING -> UploadState.UPLOAD_STATE_FINISHING;
      case DONE -> UploadState.UPLOAD_STATE_DONE;
      case ENDED -> UploadState.UPLOAD_STATE_ENDED;
    };
  }

  /// What an upload has become.
  ///
  /// @param finished the domain's
  /// @return the last message of a call
  public static WriteUploadResponse of(UploadStream.Finished finished) {
    return WriteUploadResponse.newBuilder()
        .setPersistedSize(finished.sizeBytes())
        .setArtifact(ArtifactMessages.of(finished.seen()))
        .setUnchanged(finished.unchanged())
        .build();
  }

  /// An upload as asked for, within the contract's limits.
  ///
  /// @param request the wire's
  /// @return the domain's
  /// @throws io.heimdall.server.failure.FailureException with NAME_INVALID or FIELD_INVALID
  public static NewUpload wanted(StartUploadRequest request) {
    return new NewUpload(
        request.getRequestId(),
        request.hasVersion() ? target(request.getVersion()) : target(request.getArtifact()),
        request.hasSizeBytes() ? request.getSizeBytes() : null,
        request.getSha256().isEmpty() ? null : request.getSha256().toLowerCase(Locale.ROOT));
  }

  private static Target target(ArtifactSpec spec) {
    String name = FileNames.safe("artifact.name", spec.getName());
    return new Target.NewArtifact(
        ArtifactMessages.spec("artifact", name, spec), spec.getContentType());
  }

  private static Target target(NewVersion version) {
    String name =
        version.getName().isEmpty() ? "" : FileNames.safe("version.name", version.getName());
    return new Target.NewVersion(
        UUID.fromString(version.getArtifactId()), name, version.getContentType());
  }
}
