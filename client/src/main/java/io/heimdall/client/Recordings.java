package io.heimdall.client;

import io.heimdall.v1.CheckStorageRequest;
import io.heimdall.v1.CheckStorageResponse;
import io.heimdall.v1.IqFileOpening;
import io.heimdall.v1.ListRecordingsRequest;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.ReadIqResponse;
import io.heimdall.v1.Recording;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.StorageServiceGrpc;
import io.heimdall.v1.WriteIqResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/// Reads stored samples.
public final class Recordings {

  private final Calls calls;

  Recordings(Calls calls) {
    this.calls = calls;
  }

  /// Lists recordings, those of the newest acquisition first.
  ///
  /// @param query filters; its page token is looked after here
  /// @return the recordings, fetched page by page as they are taken
  public Stream<Recording> list(ListRecordingsRequest query) {
    return Pages.stream(token -> {
      var page =
          calls.unary(
              StorageServiceGrpc.getListRecordingsMethod(),
              query.toBuilder().setPageToken(token).build());
      return new Pages.Page<>(page.getRecordingsList(), page.getNextPageToken());
    });
  }

  /// Reads samples. The checksum of each chunk is verified, its place is checked against the chunk
  /// before it, and a lost connection is continued where it broke.
  ///
  /// @param request which samples of which recording
  /// @return the samples in order, losses stated
  public ReplyStream<SampleChunk> read(ReadIqRequest request) {
    return new IqReading(
        request,
        from -> calls.stream(StorageServiceGrpc.getReadIqMethod(), from, ReadIqResponse::getChunk),
        calls.reconnect());
  }

  /// Stores a file of samples as a recording of its own acquisition, with its metrics. The file is
  /// sent in chunks with checksums; the call returns when everything is stored.
  ///
  /// With a request id the file is sent again when the connection is lost on the way, for as long
  /// as [ClientOptions#reconnectFor()] says; the server stores it once.
  ///
  /// @param opening what is known of the file, its size apart, which is added here
  /// @param file the file; of a SigMF recording the data
  /// @param sent told how many bytes have been sent, after each chunk
  /// @return the recording and its measurement
  /// @throws IOException when the file cannot be read
  public WriteIqResponse write(IqFileOpening opening, Path file, LongConsumer sent)
      throws IOException {
    var reconnect = calls.reconnect();
    var bytes = new AtomicLong();
    var sending =
        new FileSending(
            opening,
            file,
            soFar -> {
              bytes.set(soFar);
              sent.accept(soFar);
            });
    while (true) {
      try {
        return calls.upload(StorageServiceGrpc.getWriteIqMethod(), sending);
      } catch (HeimdallException e) {
        // A pipe is read once. Of a server that takes nothing at all the caller hears at once.
        if (opening.getRequestId().isEmpty() || bytes.get() == 0 || !Files.isRegularFile(file)) {
          throw e;
        }
        reconnect.pauseAfter(e);
      }
    }
  }

  /// Finds out whether the object store works.
  ///
  /// @return what was found
  public CheckStorageResponse checkStorage() {
    return calls.unary(
        StorageServiceGrpc.getCheckStorageMethod(), CheckStorageRequest.getDefaultInstance());
  }
}
