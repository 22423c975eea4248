package io.heimdall.client;

import io.heimdall.v1.CheckStorageRequest;
import io.heimdall.v1.CheckStorageResponse;
import io.heimdall.v1.ListRecordingsRequest;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.ReadIqResponse;
import io.heimdall.v1.Recording;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.StorageServiceGrpc;
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
        new Reconnect(calls.options().reconnectFor()));
  }

  /// Finds out whether the object store works.
  ///
  /// @return what was found
  public CheckStorageResponse checkStorage() {
    return calls.unary(
        StorageServiceGrpc.getCheckStorageMethod(), CheckStorageRequest.getDefaultInstance());
  }
}
