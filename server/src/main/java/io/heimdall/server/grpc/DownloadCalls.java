package io.heimdall.server.grpc;

import io.grpc.stub.StreamObserver;
import io.heimdall.server.artifact.content.Download;
import io.heimdall.server.artifact.content.Downloads;
import io.heimdall.server.artifact.usage.UsageCounts;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.DownloadMessages;
import io.heimdall.server.security.Caller;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import java.time.Duration;

/// The calls that hand out the bytes of artifacts.
final class DownloadCalls {

  /// How long a client may read nothing.
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Downloads downloads;
  private final UsageCounts counts;
  private final ResponseStreams streams;

  /// Of the memory outside the heap, which is as large, as much is left for everything else.
  private final DownloadPlaces places = new DownloadPlaces(Runtime.getRuntime().maxMemory() / 2);

  DownloadCalls(Downloads downloads, UsageCounts counts, ResponseStreams streams) {
    this.downloads = downloads;
    this.counts = counts;
    this.streams = streams;
  }

  void download(
      DownloadArtifactRequest request, StreamObserver<DownloadArtifactResponse> observer) {
    Caller caller = Callers.current();
    Download download = downloads.open(caller, DownloadMessages.read(request));
    DownloadPlaces.Place place = places.take(caller.name());
    var tally = new DownloadTally(counts, caller, download.version());
    streams.serveWoken(
        observer, place.chunkBytes(), new DownloadWriter(download, place, tally, PATIENCE));
  }
}
