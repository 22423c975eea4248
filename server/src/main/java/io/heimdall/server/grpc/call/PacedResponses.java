package io.heimdall.server.grpc.call;

import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.time.Duration;

/// Sends responses to a client that must read them at a pace, because something that others need is
/// held until the last one. The client may be slow for a while: what it has read fast counts for
/// it, up to two minutes. One thread.
///
/// @param <T> the response
public final class PacedResponses<T> {

  private static final long LEAST_BYTES_PER_SECOND = 64 << 10;
  private static final long MOST_SLACK_NANOS = Duration.ofMinutes(2).toNanos();
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private static final Duration SOON = Duration.ofMillis(250);

  private final ResponseStream<T> responses;
  private final long patienceNanos;
  private final Runnable whenSlow;
  private long slackNanos = MOST_SLACK_NANOS;

  /// Begins with all the slack there is.
  ///
  /// @param responses where they go
  /// @param patience how long the client may read nothing
  public PacedResponses(ResponseStream<T> responses, Duration patience) {
    this(responses, patience, () -> {});
  }

  /// Begins with all the slack there is, for a source that can be let go of for a while.
  ///
  /// @param responses where they go
  /// @param patience how long the client may read nothing
  /// @param whenSlow lets go of it; run each time when the client is not ready for a quarter of a
  ///   second
  public PacedResponses(ResponseStream<T> responses, Duration patience, Runnable whenSlow) {
    this.responses = responses;
    this.patienceNanos = patience.toNanos();
    this.whenSlow = whenSlow;
  }

  /// Sends a response as soon as the client is ready for it.
  ///
  /// @param response what to send; must not change any more
  /// @param bytes how large it is
  /// @throws InterruptedException when nobody wants more
  /// @throws FailureException with READER_STALLED
  public void send(T response, long bytes) throws InterruptedException {
    if (responses.isOver()) {
      throw new InterruptedException("the stream was ended");
    }
    long begun = System.nanoTime();
    Duration patience = Duration.ofNanos(Math.min(patienceNanos, slackNanos));
    if (!sendWithin(patience, response)) {
      throw new Failure.Aborted(
              Reason.READER_STALLED,
              "nothing was read for %d s, or less than %d KiB/s for minutes"
                  .formatted(patienceNanos / SECOND_NANOS, LEAST_BYTES_PER_SECOND >> 10))
          .exception();
    }
    long read = Math.multiplyExact(bytes, SECOND_NANOS) / LEAST_BYTES_PER_SECOND;
    slackNanos = Math.min(MOST_SLACK_NANOS, slackNanos - (System.nanoTime() - begun) + read);
  }

  private boolean sendWithin(Duration patience, T response) throws InterruptedException {
    if (patience.compareTo(SOON) <= 0) {
      return responses.sendWithin(patience, response);
    }
    if (responses.sendWithin(SOON, response)) {
      return true;
    }
    whenSlow.run();
    return responses.sendWithin(patience.minus(SOON), response);
  }
}
