package io.heimdall.server.grpc.message;

import io.heimdall.server.artifact.event.ArtifactWatch;
import io.heimdall.v1.ArtifactEvent;
import io.heimdall.v1.Heartbeat;
import io.heimdall.v1.WatchArtifactsResponse;

/// What happens to artifacts on the wire.
public final class ArtifactEventMessages {
  private ArtifactEventMessages() {}

  /// What a watcher is given.
  ///
  /// @param item the domain's
  /// @return the wire's
  public static WatchArtifactsResponse of(ArtifactWatch.Item item) {
    var response = WatchArtifactsResponse.newBuilder().setSequence(item.sequence());
    switch (item) {
      case ArtifactWatch.Item.Event event -> response.setEvent(of(event));
      case ArtifactWatch.Item.Heartbeat _ -> response.setHeartbeat(Heartbeat.getDefaultInstance());
    }
    return response.build();
  }

  private static ArtifactEvent of(ArtifactWatch.Item.Event item) {
    var message =
        ArtifactEvent.newBuilder()
            .setEventTime(Times.of(item.event().at()))
            .setActor(item.event().actor())
            .setChange(item.event().change())
            .setArtifactId(item.event().artifactId().toString())
            .setRevision(item.event().revision());
    if (item.artifact() != null) {
      message.setArtifact(ArtifactMessages.of(item.artifact()));
    }
    return message.build();
  }
}
