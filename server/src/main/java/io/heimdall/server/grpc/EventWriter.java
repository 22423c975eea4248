package io.heimdall.server.grpc;

import io.heimdall.server.acquisition.Watch;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.grpc.call.ResponseStream;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.EventMessages;
import io.heimdall.v1.AcquisitionEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes the events of one watch, and when it is ended before the acquisition, with which one to
/// go on after.
///
/// @param <T> the response that holds an event
final class EventWriter<T> implements ResponseStreams.Body<T> {

  /// Another server takes the watcher at once.
  private static final Duration TRY_AGAIN = Duration.ofMillis(500);

  private final Supplier<Watch> begin;
  private final Function<AcquisitionEvent, T> response;
  private final InstantSource clock;
  private @Nullable Long delivered;

  EventWriter(
      Supplier<Watch> begin,
      @Nullable Long afterSequence,
      Function<AcquisitionEvent, T> response,
      InstantSource clock) {
    this.begin = begin;
    this.delivered = afterSequence;
    this.response = response;
    this.clock = clock;
  }

  @Override
  public void write(ResponseStream<T> responses) {
    try (Watch watch = begin.get()) {
      responses.wokenBy(watch::end);
      for (Watch.Item item = watch.next(); item != null; item = watch.next()) {
        responses.send(response.apply(EventMessages.of(item, clock.instant())));
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
