package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.UploadChunk;
import io.heimdall.v1.UploadFinish;
import io.heimdall.v1.UploadOpening;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A client's side of a call that uploads, which sends no faster than the server takes.
final class WritingCall implements ClientResponseObserver<WriteUploadRequest, WriteUploadResponse> {

  private static final int CHUNK = 1 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<WriteUploadResponse> responses = new ArrayList<>();
  private @Nullable ClientCallStreamObserver<WriteUploadRequest> requests;
  private @Nullable Throwable failure;
  private boolean complete;

  private WritingCall() {}

  static WritingCall open(Channel channel, String uploadId) {
    var call = new WritingCall();
    var _ = ArtifactServiceGrpc.newStub(channel).writeUpload(call);
    return call.send(
        WriteUploadRequest.newBuilder()
            .setOpen(UploadOpening.newBuilder().setUploadId(uploadId))
            .build());
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WriteUploadRequest> stream) {
    requests = stream;
    stream.setOnReadyHandler(() -> change(() -> {}));
  }

  @Override
  public void onNext(WriteUploadResponse response) {
    change(() -> responses.add(response));
  }

  @Override
  public void onError(Throwable thrown) {
    change(() -> failure = thrown);
  }

  @Override
  public void onCompleted() {
    change(() -> complete = true);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(String what, BooleanSupplier condition) {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(60);
      while (!condition.getAsBoolean()) {
        assertThat(left).as(what + ", " + responses + ", " + failure).isPositive();
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      lock.unlock();
    }
  }

  private ClientCallStreamObserver<WriteUploadRequest> stream() {
    assertThat(requests).isNotNull();
    return requests;
  }

  /// Sends as soon as the server is ready; what comes after the call's end is lost.
  WritingCall send(WriteUploadRequest request) {
    await("the server takes nothing", () -> stream().isReady() || over());
    if (!over()) {
      stream().onNext(request);
    }
    return this;
  }

  private boolean over() {
    return failure != null || complete;
  }

  static UploadChunk chunk(long offset, ByteString data) {
    var crc = new CRC32C();
    crc.update(data.asReadOnlyByteBuffer());
    return UploadChunk.newBuilder()
        .setOffset(offset)
        .setData(data)
        .setCrc32C((int) crc.getValue())
        .build();
  }

  /// Sends bytes of a whole, in chunks.
  WritingCall bytes(byte[] whole, int from, int to) {
    for (int at = from; at < to; at += CHUNK) {
      int length = Math.min(CHUNK, to - at);
      send(
          WriteUploadRequest.newBuilder()
              .setChunk(chunk(at, UnsafeByteOperations.unsafeWrap(whole, at, length)))
              .build());
    }
    return this;
  }

  WritingCall finish(byte[] whole) {
    return finish(whole, whole.length);
  }

  WritingCall finish(byte[] whole, long size) {
    return send(
        WriteUploadRequest.newBuilder()
            .setFinish(
                UploadFinish.newBuilder()
                    .setSha256(ByteString.copyFrom(sha256(whole)))
                    .setSizeBytes(size))
            .build());
  }

  static byte[] sha256(byte[] whole) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(whole);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// Waits until so much is said to be safe.
  WritingCall awaitPersisted(long size) {
    await("not safe", () -> persisted() >= size || over());
    assertThat(persisted()).isGreaterThanOrEqualTo(size);
    return this;
  }

  long persisted() {
    lock.lock();
    try {
      return responses.isEmpty() ? -1 : responses.getLast().getPersistedSize();
    } finally {
      lock.unlock();
    }
  }

  List<Long> allPersisted() {
    lock.lock();
    try {
      return responses.stream().map(WriteUploadResponse::getPersistedSize).toList();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the end of a call that works.
  WriteUploadResponse result() {
    await("no end", this::over);
    assertThat(failure).isNull();
    return responses.getLast();
  }

  /// Waits for the end of a call, however it comes.
  boolean works() {
    await("no end", this::over);
    return failure == null;
  }

  /// Says that nothing more comes, without finishing.
  WritingCall pause() {
    stream().onCompleted();
    return this;
  }

  /// Waits for the end of a call that fails.
  Refused refused() {
    await("no end", this::over);
    return Refused.by(() -> {
      Throwable thrown = failure;
      if (thrown != null) {
        throw thrown;
      }
    });
  }

  /// Breaks off without a word.
  void hangUp() {
    stream().cancel("the test hangs up", Status.CANCELLED.asException());
    await("no end", this::over);
  }
}
