package io.heimdall.server.grpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.server.acquisition.FileImports;
import io.heimdall.server.acquisition.FileUpload;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.ImportMessages;
import io.heimdall.server.security.Caller;
import io.heimdall.v1.IqFileChunk;
import io.heimdall.v1.IqFileOpening;
import io.heimdall.v1.WriteIqRequest;
import io.heimdall.v1.WriteIqResponse;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes in the file of one call. The call's callbacks follow one another, and each may block: the
/// next message is asked for when the one before is on the disk.
///
/// Once all bytes have come, the file is stored by a thread of its own, and whether the caller is
/// still there makes no difference: who hung up asks again with the same request id.
final class FileIntake implements StreamObserver<WriteIqRequest> {

  private static final int MOST_CHUNK_BYTES = 2 << 20;

  private final FileImports imports;
  private final Caller caller;
  private final ServerCallStreamObserver<WriteIqResponse> call;
  private final ResponseStreams streams;
  private final Function<RecordingId, WriteIqResponse> answer;
  private @Nullable FileUpload upload;

  /// Begins to take in.
  ///
  /// @param imports where files go
  /// @param caller who calls
  /// @param call the call
  /// @param streams runs what is done when the file has come
  /// @param answer what to say of a recording that is stored
  FileIntake(
      FileImports imports,
      Caller caller,
      ServerCallStreamObserver<WriteIqResponse> call,
      ResponseStreams streams,
      Function<RecordingId, WriteIqResponse> answer) {
    this.imports = imports;
    this.caller = caller;
    this.call = call;
    this.streams = streams;
    this.answer = answer;
    call.setOnCancelHandler(this::discard);
  }

  @Override
  public void onNext(WriteIqRequest request) {
    try {
      switch (request.getPartCase()) {
        case OPEN -> open(request);
        case CHUNK -> write(request.getChunk());
        case PART_NOT_SET -> throw invalid("part", "a message holds neither an open nor a chunk");
      }
    } catch (RuntimeException e) {
      discard();
      throw e;
    }
  }

  private void open(WriteIqRequest request) {
    if (upload != null) {
      throw invalid("open", "the file is open already: open comes once, in the first message");
    }
    IqFileOpening opening = request.getOpen();
    FileUpload begun = imports.begin(caller, ImportMessages.of(opening), opening.getSizeBytes());
    upload = begun;
    begun.endWhenStalled(call::onError);
  }

  private void write(IqFileChunk chunk) {
    if (chunk.getData().isEmpty() || chunk.getData().size() > MOST_CHUNK_BYTES) {
      throw invalid(
          "chunk.data",
          "a chunk has %d bytes, expected 1 to %d"
              .formatted(chunk.getData().size(), MOST_CHUNK_BYTES));
    }
    ByteString data = chunk.getData();
    ByteBuffer bytes = data.asReadOnlyByteBuffer();
    opened().write(chunk.getOffset(), bytes, chunk.getCrc32C());
  }

  @Override
  public void onError(Throwable cause) {
    discard();
  }

  @Override
  public void onCompleted() {
    FileUpload complete = opened();
    upload = null;
    streams.answer(
        call,
        () -> {
          try (complete) {
            return answer.apply(complete.store());
          }
        });
  }

  private FileUpload opened() {
    FileUpload opened = upload;
    if (opened == null) {
      throw invalid("open", "the first message has to hold an open");
    }
    return opened;
  }

  private void discard() {
    FileUpload left = upload;
    upload = null;
    if (left != null) {
      left.close();
    }
  }

  private static RuntimeException invalid(String field, String message) {
    return new Failure.Invalid(Reason.FIELD_INVALID, field, message).exception();
  }
}
