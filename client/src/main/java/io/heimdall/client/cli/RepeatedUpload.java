package io.heimdall.client.cli;

import io.heimdall.client.ArtifactUploads;
import io.heimdall.client.HeimdallException;
import io.heimdall.client.UploadContent;
import io.heimdall.client.Uploaded;
import io.heimdall.client.cli.artifact.UploadRequestId;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.LongConsumer;

/// The upload of a file, which the same command goes on with when it is given again.
///
/// @param uploads sends it
/// @param file the file
/// @param content what is sent of it
record RepeatedUpload(ArtifactUploads uploads, Path file, UploadContent content) {

  private static final int MOST_ATTEMPTS = 1000;

  /// What an upload ends with whose beginning an earlier command has sent of other bytes, which had
  /// the same size and time.
  private static final String OTHERS = "CONTENT_MISMATCH";

  /// What becomes of an artifact after it was uploaded, so that the upload is done and not there.
  private static final Set<String> GONE =
      Set.of("ARTIFACT_NOT_FOUND", "ARTIFACT_DELETED", "UPLOAD_ENDED", "UPLOAD_NOT_FOUND");

  /// Goes on with the upload that an earlier command with the same words has begun, or shows what
  /// it has become. One that has come to nothing, that was begun with other bytes, or whose
  /// artifact has gone since, is followed by another.
  ///
  /// @param wanted what it becomes
  /// @param sent told how many bytes have been sent
  Uploaded send(StartUploadRequest wanted, LongConsumer sent) throws IOException {
    StartUploadRequest request = uploads.describe(wanted, content);
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      String id = UploadRequestId.of(request, file, ArtifactEncryption.header(content), attempt);
      Upload upload = uploads.start(request.toBuilder().setRequestId(id).build());
      boolean done = upload.getState() == UploadState.UPLOAD_STATE_DONE;
      boolean begun = upload.getPersistedSize() > 0;
      if (upload.getState() == UploadState.UPLOAD_STATE_ENDED) {
        continue;
      }
      try {
        Uploaded uploaded = uploads.resume(upload, content, sent);
        if (!done || isThere(uploaded, request)) {
          return uploaded;
        }
      } catch (HeimdallException e) {
        boolean passed = done ? GONE.contains(e.reason()) : begun && e.reason().equals(OTHERS);
        if (!passed) {
          throw e;
        }
      }
    }
    return uploads.send(request, content, sent);
  }

  /// Of a version the bytes have to be the current ones.
  private static boolean isThere(Uploaded uploaded, StartUploadRequest request) {
    return !uploaded.artifact().hasDeleteTime()
        && (request.hasArtifact() || uploaded.artifact().getSha256().equals(uploaded.sha256()));
  }
}
