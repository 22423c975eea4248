package io.heimdall.client;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadChunk;
import io.heimdall.v1.UploadFinish;
import io.heimdall.v1.UploadState;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An upload of [FakeArtifacts]: takes chunks in order, keeps whole parts when a call breaks off.
public final class FakeUpload {

  /// Where a call breaks, and how.
  ///
  /// @param afterBytes once the upload has so many; [Long#MAX_VALUE]: after it is done, so that the
  ///   last answer is lost
  /// @param code the status
  /// @param reason the reason; empty: none, as of a lost connection
  public record Break(long afterBytes, Status.Code code, String reason) {

    /// Once everything is done.
    public static final long WHEN_DONE = Long.MAX_VALUE;

    StatusRuntimeException failure() {
      return reason.isEmpty()
          ? code.toStatus().asRuntimeException()
          : FakeHeimdall.refusal(code, reason, "Not now.");
    }
  }

  private final FakeArtifacts artifacts;
  private final String id;
  private final StartUploadRequest request;
  private ByteString bytes = ByteString.EMPTY;
  private String endReason = "";
  private @Nullable Artifact artifact;
  private boolean unchanged;

  FakeUpload(FakeArtifacts artifacts, String id, StartUploadRequest request) {
    this.artifacts = artifacts;
    this.id = id;
    this.request = request;
    Artifact there =
        request.hasVersion() ? artifacts.find(request.getVersion().getArtifactId()) : null;
    if (there != null && there.getSha256().equals(request.getSha256())) {
      artifact = there;
      unchanged = true;
    }
  }

  static String sha256(ByteString bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  String id() {
    return id;
  }

  synchronized void ends(String reason) {
    endReason = reason;
  }

  synchronized Upload described() {
    Upload.Builder upload =
        Upload.newBuilder()
            .setId(id)
            .setState(state())
            .setPersistedSize(bytes.size())
            .setSha256(request.getSha256())
            .setName(request.getArtifact().getName())
            .setMaxChunkBytes(2 << 20)
            .setPreferredChunkBytes(256 << 10)
            .setPartBytes(FakeArtifacts.PART_BYTES)
            .setEndReason(endReason)
            .setUnchanged(unchanged)
            .setCreateTime(FakeArtifacts.MADE);
    if (request.hasSizeBytes()) {
      upload.setSizeBytes(request.getSizeBytes());
    }
    if (artifact != null) {
      upload.setArtifactId(artifact.getId()).setVersion(artifact.getVersion());
    }
    return upload.build();
  }

  private UploadState state() {
    if (!endReason.isEmpty()) {
      return UploadState.UPLOAD_STATE_ENDED;
    }
    return artifact == null ? UploadState.UPLOAD_STATE_OPEN : UploadState.UPLOAD_STATE_DONE;
  }

  private synchronized long append(UploadChunk chunk) {
    if (chunk.getOffset() != bytes.size()
        || FakeStorage.crc(chunk.getData().toByteArray()) != chunk.getCrc32C()) {
      throw new AssertionError("A chunk at %d after %d".formatted(chunk.getOffset(), bytes.size()));
    }
    bytes = bytes.concat(chunk.getData());
    return bytes.size();
  }

  private synchronized void forgetsWhatIsNotSafe() {
    if (artifact == null) {
      int safe = bytes.size() / FakeArtifacts.PART_BYTES * FakeArtifacts.PART_BYTES;
      bytes = bytes.substring(0, safe);
    }
  }

  private synchronized WriteUploadResponse finish(UploadFinish finish) {
    String sha256 = sha256(bytes);
    if (!sha256.equals(HexFormat.of().formatHex(finish.getSha256().toByteArray()))
        || finish.getSizeBytes() != bytes.size()) {
      if (artifact != null) {
        throw FakeHeimdall.refusal(
            Status.Code.FAILED_PRECONDITION, "UPLOAD_ENDED", "It is done, with another hash.");
      }
      endReason = "its hash is another";
      throw FakeHeimdall.refusal(
          Status.Code.INVALID_ARGUMENT, "CONTENT_MISMATCH", "The hash is another.");
    }
    if (artifact == null) {
      artifact = artifacts.commit(request, bytes, sha256);
    }
    Artifact now = artifacts.find(artifact.getId());
    return artifacts.answer(now == null ? artifact : now, bytes.size());
  }

  /// One call of WriteUpload.
  static final class Writing implements StreamObserver<WriteUploadRequest> {

    private final FakeArtifacts artifacts;
    private final Consumer<Object> seen;
    private final @Nullable Break point;
    private final StreamObserver<WriteUploadResponse> observer;
    private @Nullable FakeUpload upload;
    private boolean over;

    Writing(
        FakeArtifacts artifacts,
        Consumer<Object> seen,
        @Nullable Break point,
        StreamObserver<WriteUploadResponse> observer) {
      this.artifacts = artifacts;
      this.seen = seen;
      this.point = point;
      this.observer = observer;
    }

    @Override
    public void onNext(WriteUploadRequest message) {
      if (over) {
        return;
      }
      seen.accept(message);
      try {
        take(message);
      } catch (StatusRuntimeException e) {
        breakOff(e);
      }
    }

    private void take(WriteUploadRequest message) {
      switch (message.getPartCase()) {
        case OPEN -> {
          upload = artifacts.upload(message.getOpen().getUploadId());
          breakAt(upload.described().getPersistedSize());
        }
        case CHUNK -> {
          long size = upload().append(message.getChunk());
          if (size % FakeArtifacts.PART_BYTES == 0) {
            observer.onNext(WriteUploadResponse.newBuilder().setPersistedSize(size).build());
          }
          breakAt(size);
        }
        case FINISH -> {
          WriteUploadResponse answer = upload().finish(message.getFinish());
          breakAt(Break.WHEN_DONE);
          over = true;
          observer.onNext(answer);
          observer.onCompleted();
        }
        case PART_NOT_SET -> throw new AssertionError("an empty message");
      }
    }

    private FakeUpload upload() {
      if (upload == null) {
        throw new AssertionError("The first message opens.");
      }
      return upload;
    }

    private void breakAt(long size) {
      if (point != null && size >= point.afterBytes()) {
        throw point.failure();
      }
    }

    private void breakOff(StatusRuntimeException failure) {
      over = true;
      upload().forgetsWhatIsNotSafe();
      observer.onError(failure);
    }

    @Override
    public void onError(Throwable gone) {
      if (upload != null) {
        upload.forgetsWhatIsNotSafe();
      }
    }

    @Override
    public void onCompleted() {
      // The server ends the call.
    }
  }
}
