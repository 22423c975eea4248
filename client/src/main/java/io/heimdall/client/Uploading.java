package io.heimdall.client;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.heimdall.client.HeimdallException.ErrorDetails;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadChunk;
import io.heimdall.v1.UploadFinish;
import io.heimdall.v1.UploadOpening;
import io.heimdall.v1.UploadState;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/// Sends the bytes of one upload until the server has all of them, over as many calls as it takes.
final class Uploading {

  private static final int SMALLEST_CHUNK_BYTES = 256 << 10;
  private static final int LARGEST_CHUNK_BYTES = 1 << 20;

  /// Refusals that pass: the server has not seen yet that the call before has broken off, or it
  /// gave up waiting for bytes, or bytes were damaged on their way. Nothing that was safe is lost.
  private static final Set<String> PASSING =
      Set.of("UPLOAD_BUSY", "UPLOAD_STALLED", "CHECKSUM_MISMATCH");

  private final Calls calls;
  private final ArtifactUploads uploads;
  private final UploadSource source;
  private final LongConsumer sent;
  private final Reconnect reconnect;
  private long persistedBytes;
  private long furthestBytes;
  private long furthestBytesWhenStalled;

  /// @param sent told how many bytes have been sent, those that were safe before included; falls
  ///   where some have to be sent again
  Uploading(Calls calls, ArtifactUploads uploads, UploadSource source, LongConsumer sent) {
    this.calls = calls;
    this.uploads = uploads;
    this.source = source;
    this.sent = sent;
    this.reconnect = calls.reconnect();
  }

  /// Goes on from where the upload is.
  ///
  /// @param begun the upload as the server last told it
  Uploaded finish(Upload begun) throws IOException {
    Upload upload = begun;
    while (true) {
      try {
        return write(upload);
      } catch (HeimdallException e) {
        upload = asItIsAfter(e, upload);
      }
    }
  }

  private Upload asItIsAfter(HeimdallException failure, Upload upload) {
    HeimdallException last = failure;
    while (true) {
      if (!last.isTransient() && !PASSING.contains(last.reason())) {
        throw last;
      }
      if (last.reason().equals("UPLOAD_STALLED") && furthestBytes > furthestBytesWhenStalled) {
        // Bytes come, but slower than a server waits for them.
        furthestBytesWhenStalled = furthestBytes;
        reconnect.works();
      }
      reconnect.pauseWhatever(last);
      try {
        return uploads.get(upload.getId());
      } catch (HeimdallException e) {
        last = e;
      }
    }
  }

  private Uploaded write(Upload upload) throws IOException {
    if (upload.getState() == UploadState.UPLOAD_STATE_ENDED) {
      throw ended(upload);
    }
    learn(upload.getPersistedSize());
    source.goTo(upload.getPersistedSize());
    sent.accept(upload.getPersistedSize());
    try (UploadCall call = UploadCall.begin(calls)) {
      boolean wanted =
          call.send(
              WriteUploadRequest.newBuilder()
                  .setOpen(UploadOpening.newBuilder().setUploadId(upload.getId()))
                  .build());
      if (wanted && sendAll(call, upload)) {
        UploadFinish finish = source.finish();
        if (call.send(WriteUploadRequest.newBuilder().setFinish(finish).build())) {
          return checked(call.end(), finish, upload);
        }
      }
      WriteUploadResponse early = call.end();
      throw Failures.damaged(
          "The server ended the upload of artifact %s before it had all bytes."
              .formatted(early.getArtifact().getId()));
    }
  }

  /// Sends what is left.
  ///
  /// @return false when the server has ended the call before
  private boolean sendAll(UploadCall call, Upload upload) throws IOException {
    int chunkBytes = chunkBytes(upload);
    long offset = upload.getPersistedSize();
    while (true) {
      learn(call.persistedBytes());
      if (source.isFull()) {
        if (!call.awaitBeyond(persistedBytes)) {
          return false;
        }
        continue;
      }
      ByteString data = source.next(chunkBytes);
      if (data.isEmpty()) {
        return true;
      }
      if (!call.send(chunk(offset, data))) {
        return false;
      }
      offset += data.size();
      furthestBytes = Math.max(furthestBytes, offset);
      sent.accept(offset);
    }
  }

  private void learn(long persisted) {
    if (persisted > persistedBytes) {
      persistedBytes = persisted;
      source.safe(persisted);
      reconnect.works();
    }
  }

  private static int chunkBytes(Upload upload) {
    int best =
        Math.clamp(upload.getPreferredChunkBytes(), SMALLEST_CHUNK_BYTES, LARGEST_CHUNK_BYTES);
    int most = upload.getMaxChunkBytes();
    return most > 0 ? Math.min(best, most) : best;
  }

  private static WriteUploadRequest chunk(long offsetBytes, ByteString data) {
    return WriteUploadRequest.newBuilder()
        .setChunk(
            UploadChunk.newBuilder()
                .setOffset(offsetBytes)
                .setData(data)
                .setCrc32C(Pieces.crc32c(data)))
        .build();
  }

  /// Believes an answer only where it is about these bytes. An upload that was done before may have
  /// been followed by other versions; then the server has compared the hash of its finish.
  private static Uploaded checked(WriteUploadResponse answer, UploadFinish finish, Upload upload) {
    String sha256 = HexFormat.of().formatHex(finish.getSha256().toByteArray());
    boolean same =
        answer.getArtifact().getSha256().equals(sha256)
            && answer.getArtifact().getSizeBytes() == finish.getSizeBytes();
    if (!same && upload.getState() != UploadState.UPLOAD_STATE_DONE) {
      throw Failures.damaged(
          "%d bytes of SHA-256 %s were sent, and the server has %d bytes of SHA-256 %s."
              .formatted(
                  finish.getSizeBytes(),
                  sha256,
                  answer.getArtifact().getSizeBytes(),
                  answer.getArtifact().getSha256()));
    }
    return new Uploaded(answer.getArtifact(), answer.getUnchanged(), finish.getSizeBytes(), sha256);
  }

  private static HeimdallException ended(Upload upload) {
    String sentence =
        upload.getEndReason().isEmpty()
            ? "The upload has ended, and nothing of it is kept."
            : "The upload has ended: " + upload.getEndReason();
    return new HeimdallException(
        Status.Code.FAILED_PRECONDITION,
        "UPLOAD_ENDED",
        sentence,
        new ErrorDetails(Map.of("state", "UPLOAD_STATE_ENDED"), List.of()),
        new IllegalStateException(sentence));
  }
}
