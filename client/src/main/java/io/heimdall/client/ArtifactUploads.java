package io.heimdall.client;

import com.google.protobuf.util.Durations;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.CancelUploadRequest;
import io.heimdall.v1.CancelUploadResponse;
import io.heimdall.v1.CompleteSignedUploadRequest;
import io.heimdall.v1.CompleteSignedUploadResponse;
import io.heimdall.v1.GetUploadRequest;
import io.heimdall.v1.ListUploadsRequest;
import io.heimdall.v1.SignUrlRequest;
import io.heimdall.v1.SignUrlResponse;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/// Sends artifacts. Every chunk has a checksum, the whole has its SHA-256, and the answer is
/// believed only where it names the same.
///
/// When the connection is lost, an upload goes on from the bytes that are safe, for as long as
/// [ClientOptions#reconnectFor()] says since bytes last became safe. An upload also outlives the
/// program: `start` with the same request id gives it back, and [#resume] goes on with it.
public final class ArtifactUploads {

  /// Of an upload that has not begun, and so has nothing to lose, the caller hears soon.
  private static final Duration PATIENCE_AT_START = Duration.ofSeconds(2);

  /// How many of a server's portions of bytes are kept of a stream that cannot be read again.
  private static final int KEPT_PARTS = 4;

  private static final long SMALLEST_PART_BYTES = 8 << 20;

  private final Calls calls;

  ArtifactUploads(Calls calls) {
    this.calls = calls;
  }

  /// Begins an upload, or finds the one that the same request id has begun.
  ///
  /// @param request what comes; one without a request id gets a random one
  /// @return the upload as it is now
  public Upload start(StartUploadRequest request) {
    StartUploadRequest repeatable =
        request.getRequestId().isEmpty()
            ? request.toBuilder().setRequestId(UUID.randomUUID().toString()).build()
            : request;
    var reconnect = calls.reconnect(PATIENCE_AT_START);
    while (true) {
      try {
        return calls.unary(ArtifactServiceGrpc.getStartUploadMethod(), repeatable).getUpload();
      } catch (HeimdallException e) {
        reconnect.pauseAfter(e);
      }
    }
  }

  /// Says of bytes what the server can use before they come: their size, and their SHA-256 where
  /// they are to be a version of an artifact, which may have them already. For that they are read.
  ///
  /// @param request what comes
  /// @param content the bytes
  /// @return the request with both
  /// @throws IOException when they cannot be read
  public StartUploadRequest describe(StartUploadRequest request, UploadContent content)
      throws IOException {
    StartUploadRequest.Builder described = request.toBuilder().setSizeBytes(content.sizeBytes());
    if (request.hasVersion()) {
      described.setSha256(HexFormat.of().formatHex(new ContentSource(content).sha256()));
    }
    return described.build();
  }

  /// Sends a file, or what comes out of a pipe.
  ///
  /// @param request what it becomes; size and SHA-256 are added here
  /// @param file the file, which must not change meanwhile
  /// @param sent told how many bytes have been sent; falls where some have to be sent again
  /// @return what it has become
  /// @throws IOException when the file cannot be read or changes
  public Uploaded send(StartUploadRequest request, Path file, LongConsumer sent)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        return send(request, in, sent);
      }
    }
    try (UploadContent content = UploadContent.of(file)) {
      return send(request, content, sent);
    }
  }

  /// Sends bytes that can be read again.
  ///
  /// @param request what they become; size and SHA-256 are added here
  /// @param content the bytes; they stay open
  /// @param sent told how many bytes have been sent; falls where some have to be sent again
  /// @return what they have become
  /// @throws IOException when they cannot be read or change
  public Uploaded send(StartUploadRequest request, UploadContent content, LongConsumer sent)
      throws IOException {
    return resume(start(describe(request, content)), content, sent);
  }

  /// Sends what is left of an upload.
  ///
  /// @param upload the upload
  /// @param content the bytes that it was begun with; they stay open
  /// @param sent told how many bytes have been sent, by earlier calls too
  /// @return what it has become; of one that was done already the artifact as it is now
  /// @throws IOException when they cannot be read or change
  public Uploaded resume(Upload upload, UploadContent content, LongConsumer sent)
      throws IOException {
    if (hasNothingToSend(upload)) {
      return unchanged(upload);
    }
    return new Uploading(calls, this, new ContentSource(content), sent).finish(upload);
  }

  /// Sends what a stream gives, to its end. As it is read once, the bytes that are not safe yet are
  /// kept in memory: four of the server's portions at most, 32 MiB as a rule.
  ///
  /// @param request what it becomes
  /// @param in the bytes; it stays open
  /// @param sent told how many bytes have been sent; falls where some have to be sent again
  /// @return what it has become
  /// @throws IOException when the stream cannot be read
  public Uploaded send(StartUploadRequest request, InputStream in, LongConsumer sent)
      throws IOException {
    Upload upload = start(request);
    if (hasNothingToSend(upload)) {
      return unchanged(upload);
    }
    long keptBytes = KEPT_PARTS * Math.max(SMALLEST_PART_BYTES, upload.getPartBytes());
    return new Uploading(calls, this, new StreamSource(in, keptBytes), sent).finish(upload);
  }

  private static boolean hasNothingToSend(Upload upload) {
    return upload.getState() == UploadState.UPLOAD_STATE_DONE
        && upload.getUnchanged()
        && !upload.getSha256().isEmpty();
  }

  private Uploaded unchanged(Upload upload) {
    Artifact artifact = new Artifacts(calls).get(upload.getArtifactId());
    long sizeBytes = upload.hasSizeBytes() ? upload.getSizeBytes() : artifact.getSizeBytes();
    return new Uploaded(artifact, true, sizeBytes, upload.getSha256());
  }

  /// Tells how far an upload of the caller is.
  ///
  /// @param uploadId which one
  /// @return the upload
  public Upload get(String uploadId) {
    return calls
        .unary(
            ArtifactServiceGrpc.getGetUploadMethod(),
            GetUploadRequest.newBuilder().setUploadId(uploadId).build())
        .getUpload();
  }

  /// Lists the caller's uploads that are open or finishing.
  ///
  /// @return the newest first, fetched page by page
  public Stream<Upload> list() {
    return Pages.stream(token -> {
      var page =
          calls.unary(
              ArtifactServiceGrpc.getListUploadsMethod(),
              ListUploadsRequest.newBuilder().setPageToken(token).build());
      return new Pages.Page<>(page.getUploadsList(), page.getNextPageToken());
    });
  }

  /// Gives an upload up; nothing of it is kept.
  ///
  /// @param uploadId which one
  public void cancel(String uploadId) {
    CancelUploadResponse _ =
        calls.unary(
            ArtifactServiceGrpc.getCancelUploadMethod(),
            CancelUploadRequest.newBuilder().setUploadId(uploadId).build());
  }

  /// Makes a URL by which whoever has it writes the bytes of an upload, until it expires. They
  /// count only after [#complete].
  ///
  /// @param request what comes; its size must be said
  /// @param validFor how long it is good for, to the second
  /// @return the URL, what to send with it, and the upload
  public SignUrlResponse sign(StartUploadRequest request, Duration validFor) {
    return calls.unary(
        ArtifactServiceGrpc.getSignUrlMethod(),
        SignUrlRequest.newBuilder()
            .setWrite(request)
            .setValidFor(Durations.fromSeconds(validFor.toSeconds()))
            .build());
  }

  /// Makes a version of what was written by a URL. The server reads it back first, which takes a
  /// while; a lost connection is continued.
  ///
  /// @param request of which upload, and its SHA-256 where it is known
  /// @return what it has become
  public CompleteSignedUploadResponse complete(CompleteSignedUploadRequest request) {
    var reconnect = calls.reconnect();
    while (true) {
      try {
        return calls.patient(ArtifactServiceGrpc.getCompleteSignedUploadMethod(), request);
      } catch (HeimdallException e) {
        if (!e.isTransient() && !e.reason().equals("UPLOAD_BUSY")) {
          throw e;
        }
        reconnect.pauseWhatever(e);
      }
    }
  }
}
