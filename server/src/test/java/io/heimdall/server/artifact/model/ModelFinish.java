package io.heimdall.server.artifact.model;

import static io.heimdall.server.artifact.model.ModelArtifact.WRITE;

import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadState;

/// What the service is to make of uploads of which all bytes have come.
final class ModelFinish {

  private final ReferenceModel model;

  ModelFinish(ReferenceModel model) {
    this.model = model;
  }

  /// What has become of an upload.
  record Finished(Artifact artifact, boolean unchanged) {}

  /// All bytes have come.
  ///
  /// @param came what has come
  /// @param sha256 what is said of it
  /// @param served the media type that the service found, where the model leaves it to the service
  Finished finish(Person caller, ModelUpload upload, Blob came, String sha256, String served) {
    if (upload.now.getState() == UploadState.UPLOAD_STATE_DONE) {
      if (!upload.finished.equals(sha256)) {
        throw Refusal.ENDED.exception();
      }
      return new Finished(model.get(caller, upload.now.getArtifactId()), upload.now.getUnchanged());
    }
    boolean declared =
        (!upload.now.hasSizeBytes() || upload.now.getSizeBytes() == came.size())
            && (upload.now.getSha256().isEmpty() || upload.now.getSha256().equals(sha256));
    if (!declared) {
      throw model.uploads.refused(upload, Refusal.CONTENT);
    }
    if (came.kind() == Blob.Kind.REFUSED) {
      throw model.uploads.refused(upload, Refusal.TYPE);
    }
    String is = Blob.hex(came.bytes());
    if (!is.equals(sha256)) {
      throw model.uploads.refused(upload, Refusal.CONTENT);
    }
    model.blobs.put(is, came);
    return commit(caller, upload, came, is, served);
  }

  private Finished commit(
      Person caller, ModelUpload upload, Blob came, String sha256, String served) {
    ArtifactVersion.Builder version =
        ArtifactVersion.newBuilder()
            .setArtifactId(upload.now.getArtifactId())
            .setName(upload.now.getName())
            .setContentType(contentType(upload, came, served))
            .setSizeBytes(came.size())
            .setSha256(sha256)
            .setCreateTime(model.now().stamp())
            .setCreatedBy(caller.name());
    boolean unchanged = false;
    if (upload.request.hasVersion()) {
      ModelArtifact artifact = model.undeleted(caller, upload.now.getArtifactId(), WRITE);
      unchanged = artifact.now.getSha256().equals(sha256);
      if (!unchanged) {
        version.setVersion(artifact.now.getVersion() + 1);
        model.addVersion(artifact, caller, version.build(), "version");
      }
    } else {
      version.setVersion(1);
      model.create(made(caller, upload, version), version.build());
    }
    Artifact artifact = model.get(caller, upload.now.getArtifactId());
    Upload done =
        upload.now.toBuilder()
            .setState(UploadState.UPLOAD_STATE_DONE)
            .setPersistedSize(came.size())
            .setVersion(artifact.getVersion())
            .setUnchanged(unchanged)
            .clearExpireTime()
            .build();
    model.uploads.done(upload, done, sha256);
    return new Finished(artifact, unchanged);
  }

  private Artifact made(Person caller, ModelUpload upload, ArtifactVersion.Builder version) {
    return Specs.made(upload.request.getArtifact())
        .setId(upload.now.getArtifactId())
        .setOwner(caller.name())
        .setContentType(version.getContentType())
        .setSizeBytes(version.getSizeBytes())
        .setSha256(version.getSha256())
        .setVersion(1)
        .setRevision(1)
        .setCreateTime(model.now().stamp())
        .setUpdateTime(model.now().stamp())
        .build();
  }

  /// What was said; or what bytes and name agree on; or else what the service finds.
  private static String contentType(ModelUpload upload, Blob came, String served) {
    String said = ModelUploads.said(upload.request);
    if (!said.isEmpty()) {
      return said;
    }
    boolean plain =
        came.size() >= Blob.PLAIN_SIZE && upload.now.getName().endsWith(came.kind().extension);
    return plain ? came.kind().contentType : served;
  }
}
