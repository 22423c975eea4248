package io.heimdall.server.grpc;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.heimdall.db.artifact.Upload.Finish;
import io.heimdall.server.artifact.upload.UploadReplies;
import io.heimdall.server.artifact.upload.UploadStream;
import io.heimdall.server.artifact.upload.Uploads;
import io.heimdall.server.artifact.usage.TransferMeter;
import io.heimdall.server.artifact.usage.UsageCounts;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.grpc.message.UploadMessages;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.Sha256;
import io.heimdall.v1.UploadChunk;
import io.heimdall.v1.UploadFinish;
import io.heimdall.v1.UploadOpening;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes in what one call uploads. The call's callbacks follow one another, and each may block: the
/// next message is asked for when there was room for the one before. A caller who hangs up is
/// noticed meanwhile by the call's context; what has been finished by then is committed all the
/// same.
final class UploadIntake implements StreamObserver<WriteUploadRequest>, UploadReplies {

  private static final int SHA256_BYTES = 32;

  private final Uploads uploads;
  private final Caller caller;
  private final TransferMeter meter;
  private final ServerCallStreamObserver<WriteUploadResponse> call;

  /// Read by the thread that learns that the caller hung up.
  private volatile @Nullable UploadStream upload;

  // Under the lock of this.
  private long persistedBytes = -1;
  private long toldBytes = -1;
  private boolean over;

  private UploadIntake(
      Uploads uploads,
      Caller caller,
      TransferMeter meter,
      ServerCallStreamObserver<WriteUploadResponse> call) {
    this.uploads = uploads;
    this.caller = caller;
    this.meter = meter;
    this.call = call;
  }

  /// Begins to take in.
  ///
  /// @param uploads where it goes
  /// @param caller who calls
  /// @param counts count what comes
  /// @param call the call
  /// @return takes the messages
  static UploadIntake begin(
      Uploads uploads,
      Caller caller,
      UsageCounts counts,
      ServerCallStreamObserver<WriteUploadResponse> call) {
    var intake = new UploadIntake(uploads, caller, counts.upload(caller.name()), call);
    call.setOnCancelHandler(intake::close);
    call.setOnReadyHandler(intake::tell);
    Context.current().addListener(_ -> intake.abandon(), Runnable::run);
    return intake;
  }

  @Override
  public void onNext(WriteUploadRequest request) {
    if (isOver()) {
      return;
    }
    try {
      switch (request.getPartCase()) {
        case OPEN -> open(request.getOpen());
        case CHUNK -> write(request.getChunk());
        case FINISH -> finish(request.getFinish());
        case PART_NOT_SET ->
            throw invalid("part", "a message holds no open, no chunk and no finish");
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void open(UploadOpening opening) {
    if (upload != null) {
      throw invalid("open", "the upload is open already: open comes once, in the first message");
    }
    upload = uploads.write(caller, UUID.fromString(opening.getUploadId()), this);
    if (call.isCancelled()) {
      abandon();
    }
  }

  private void write(UploadChunk chunk) {
    int size = chunk.getData().size();
    if (size == 0 || size > UploadMessages.MOST_CHUNK_BYTES) {
      throw invalid(
          "chunk.data",
          "a chunk has %d bytes, expected 1 to %d"
              .formatted(size, UploadMessages.MOST_CHUNK_BYTES));
    }
    if (chunk.getOffset() < 0) {
      throw invalid("chunk.offset", "an offset is not negative, was " + chunk.getOffset());
    }
    UploadStream stream = opened();
    stream.chunk(chunk.getOffset(), Pieces.of(chunk.getData()), chunk.getCrc32C());
    stream.contentType().ifPresent(meter::type);
    meter.moved(size);
  }

  private void finish(UploadFinish finish) {
    if (finish.getSha256().size() != SHA256_BYTES) {
      throw invalid(
          "finish.sha256", "a SHA-256 has 32 bytes, this has " + finish.getSha256().size());
    }
    if (finish.getSizeBytes() < 0) {
      throw invalid("finish.size_bytes", "a size is not negative, was " + finish.getSizeBytes());
    }
    String sha256 = Sha256.ofDigest(finish.getSha256().toByteArray()).hex();
    UploadStream.Finished finished = opened().finish(new Finish(finish.getSizeBytes(), sha256));
    if (!finished.again()) {
      meter.type(finished.seen().artifact().content().contentType());
      meter.finished();
    }
    close();
    complete(UploadMessages.of(finished));
  }

  /// The caller sends no more for now, and has not finished.
  @Override
  public void onCompleted() {
    if (isOver()) {
      return;
    }
    try {
      opened().pause();
      tell();
    } finally {
      close();
    }
    complete(null);
  }

  @Override
  public void onError(Throwable cause) {
    close();
  }

  private UploadStream opened() {
    UploadStream opened = upload;
    if (opened == null) {
      throw invalid("open", "the first message has to hold an open");
    }
    return opened;
  }

  private void abandon() {
    UploadStream left = upload;
    if (left != null) {
      left.abandon();
    }
  }

  private void close() {
    meter.close();
    UploadStream left = upload;
    if (left != null) {
      left.close();
    }
  }

  private synchronized boolean isOver() {
    return over;
  }

  @Override
  public synchronized void persisted(long bytes) {
    persistedBytes = Math.max(persistedBytes, bytes);
    tell();
  }

  /// Says what is safe to a caller who reads; who does not is told later, and only the last.
  private synchronized void tell() {
    if (!over && call.isReady() && persistedBytes > toldBytes) {
      toldBytes = persistedBytes;
      call.onNext(WriteUploadResponse.newBuilder().setPersistedSize(persistedBytes).build());
    }
  }

  private synchronized void complete(@Nullable WriteUploadResponse last) {
    if (over) {
      return;
    }
    over = true;
    if (last != null) {
      call.onNext(last);
    }
    call.onCompleted();
  }

  @Override
  public synchronized void failed(FailureException failure) {
    meter.close();
    if (!over) {
      over = true;
      call.onError(failure);
    }
  }

  private static RuntimeException invalid(String field, String message) {
    return new Failure.Invalid(Reason.FIELD_INVALID, field, message).exception();
  }
}
