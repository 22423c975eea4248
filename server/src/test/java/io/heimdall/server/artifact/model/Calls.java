package io.heimdall.server.artifact.model;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceBlockingV2Stub;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import io.heimdall.v1.DownloadChunk;
import io.heimdall.v1.DownloadInfo;
import io.heimdall.v1.UploadChunk;
import io.heimdall.v1.UploadFinish;
import io.heimdall.v1.UploadOpening;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Calls of one person.
final class Calls {

  private static final int CHUNK = 512 << 10;
  private static final int LIMIT_SECONDS = 120;

  private final Channel channel;

  Calls(Channel channel) {
    this.channel = channel;
  }

  ArtifactServiceBlockingStub stub() {
    return ArtifactServiceGrpc.newBlockingStub(channel).withDeadlineAfter(LIMIT_SECONDS, SECONDS);
  }

  /// For calls that are read a message at a time.
  ArtifactServiceBlockingV2Stub slowStub() {
    return ArtifactServiceGrpc.newBlockingV2Stub(channel).withDeadlineAfter(LIMIT_SECONDS, SECONDS);
  }

  /// What was read.
  record Read(DownloadInfo info, ByteString bytes) {}

  /// Reads to the end, and verifies every chunk.
  Read download(DownloadArtifactRequest request) {
    Iterator<DownloadArtifactResponse> answers = stub().downloadArtifact(request);
    DownloadInfo info = answers.next().getInfo();
    var bytes = new ByteArrayOutputStream();
    while (answers.hasNext()) {
      DownloadChunk chunk = answers.next().getChunk();
      assertThat(chunk.getOffset()).isEqualTo(request.getOffset() + bytes.size());
      byte[] data = chunk.getData().toByteArray();
      assertThat(chunk.getCrc32C()).isEqualTo(crc(data, 0, data.length));
      bytes.writeBytes(data);
    }
    return new Read(info, UnsafeByteOperations.unsafeWrap(bytes.toByteArray()));
  }

  static int crc(byte[] bytes, int from, int length) {
    var crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  Writing open(String uploadId) throws StatusException {
    return new Writing(uploadId);
  }

  /// A call that uploads.
  final class Writing {

    private final BlockingClientCall<WriteUploadRequest, WriteUploadResponse> call;
    private long persisted;

    private Writing(String uploadId) throws StatusException {
      call = slowStub().writeUpload();
      send(
          WriteUploadRequest.newBuilder()
              .setOpen(UploadOpening.newBuilder().setUploadId(uploadId))
              .build());
    }

    private void send(WriteUploadRequest request) throws StatusException {
      try {
        boolean _ = call.write(request);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /// Waits until the service has taken the upload up.
    Writing begun() throws StatusException {
      var _ = next();
      return this;
    }

    Writing bytes(byte[] whole, int from, int to) throws StatusException {
      for (int at = from; at < to; at += CHUNK) {
        int length = Math.min(CHUNK, to - at);
        chunk(at, whole, at, length, crc(whole, at, length));
      }
      return this;
    }

    Writing chunk(long offset, byte[] bytes, int from, int length, int crc) throws StatusException {
      ByteString data = UnsafeByteOperations.unsafeWrap(bytes, from, length);
      var chunk = UploadChunk.newBuilder().setOffset(offset).setData(data).setCrc32C(crc);
      send(WriteUploadRequest.newBuilder().setChunk(chunk).build());
      return this;
    }

    Writing finish(byte[] sha256, long size) throws StatusException {
      var finish =
          UploadFinish.newBuilder().setSha256(ByteString.copyFrom(sha256)).setSizeBytes(size);
      send(WriteUploadRequest.newBuilder().setFinish(finish).build());
      return this;
    }

    /// Waits for the end.
    ///
    /// @return the last answer
    WriteUploadResponse result() throws StatusException {
      call.halfClose();
      WriteUploadResponse last = WriteUploadResponse.getDefaultInstance();
      for (WriteUploadResponse next = next(); next != null; next = next()) {
        last = next;
      }
      return last;
    }

    private @Nullable WriteUploadResponse next() throws StatusException {
      try {
        WriteUploadResponse next = call.read();
        if (next != null) {
          assertThat(next.getPersistedSize()).isGreaterThanOrEqualTo(persisted);
          persisted = next.getPersistedSize();
        }
        return next;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    void hangUp() {
      call.cancel("hung up", Status.CANCELLED.asException());
    }
  }
}
