package io.heimdall.server.grpc;

import io.heimdall.server.artifact.event.ArtifactWatch;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.grpc.call.ResponseStream;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.ArtifactEventMessages;
import io.heimdall.v1.WatchArtifactsResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes what one watcher of artifacts is given, and when the server stops, after what to go on.
final class ArtifactWatchWriter implements ResponseStreams.Body<WatchArtifactsResponse> {

  /// A message holds an artifact.
  static final int USUAL_BYTES = 4 << 10;

  /// Another server takes the watcher at once.
  private static final Duration TRY_AGAIN = Duration.ofMillis(500);

  private final Supplier<ArtifactWatch> begin;
  private @Nullable Long delivered;

  /// @param begin begins the watch that is written
  ArtifactWatchWriter(Supplier<ArtifactWatch> begin) {
    this.begin = begin;
  }

  @Override
  public void write(ResponseStream<WatchArtifactsResponse> responses) {
    try (ArtifactWatch watch = begin.get()) {
      responses.wokenBy(watch::end);
      while (true) {
        ArtifactWatch.Item item = watch.next();
        responses.send(ArtifactEventMessages.of(item));
        delivered = item.sequence();
      }
    } catch (InterruptedException _) {
      throw stopping();
    }
  }

  private RuntimeException stopping() {
    return new Failure.Unavailable(
            Reason.SERVER_STOPPING,
            "the server is stopping; watch again, here or on another server",
            TRY_AGAIN,
            delivered == null ? Map.of() : Map.of("lastSequence", Long.toString(delivered)))
        .exception();
  }
}
