package io.heimdall.server.grpc;

import io.grpc.stub.StreamObserver;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.server.artifact.ArtifactFields;
import io.heimdall.server.artifact.event.ArtifactEvents;
import io.heimdall.server.filter.FilterExpression;
import io.heimdall.server.filter.FilterFields;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.security.Caller;
import io.heimdall.v1.WatchArtifactsRequest;
import io.heimdall.v1.WatchArtifactsResponse;
import org.jspecify.annotations.Nullable;

/// The calls that follow what happens to artifacts.
final class ArtifactWatchCalls {

  private static final FilterFields FIELDS = new ArtifactFields();

  private final ArtifactEvents events;
  private final ResponseStreams streams;

  ArtifactWatchCalls(ArtifactEvents events, ResponseStreams streams) {
    this.events = events;
    this.streams = streams;
  }

  void watch(WatchArtifactsRequest request, StreamObserver<WatchArtifactsResponse> observer) {
    Caller caller = Callers.current();
    @Nullable FilterPredicate predicate =
        FilterExpression.read(FIELDS, "filter", request.getFilter()).orElse(null);
    @Nullable Long after = request.hasAfterSequence() ? (Long) request.getAfterSequence() : null;
    streams.serveWoken(
        observer,
        ArtifactWatchWriter.USUAL_BYTES,
        new ArtifactWatchWriter(() -> events.watch(caller, predicate, after)));
  }
}
