package io.heimdall.server.chaos.client;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Calls whichever server serves, keeps the replies, and calls again where the answer is unknown.
/// Safe for any number of threads.
public final class Caller {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration WAIT_FOR_NODE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final NodeChannels channels;
  private final History history;

  /// Makes a caller.
  ///
  /// @param channels where to
  /// @param history keeps the replies
  public Caller(NodeChannels channels, History history) {
    this.channels = channels;
    this.history = history;
  }

  History history() {
    return history;
  }

  NodeChannels channels() {
    return channels;
  }

  /// Calls one server once.
  ///
  /// @param <T> what the call returns
  /// @param what the name of the call
  /// @param acquisition of which acquisition; empty for none
  /// @param random picks the server
  /// @param call the call, which sets its own deadline
  /// @return what became of it
  /// @throws InterruptedException when the calling thread is interrupted
  public <T> Reply<T> once(
      String what, String acquisition, RandomGenerator random, Function<Channel, T> call)
      throws InterruptedException {
    Reply<T> reply = ask(random, call);
    history.reply(what, acquisition, reply);
    return reply;
  }

  private <T> Reply<T> ask(RandomGenerator random, Function<Channel, T> call)
      throws InterruptedException {
    Optional<NodeChannels.Target> target = channels.any(random, WAIT_FOR_NODE);
    if (target.isEmpty()) {
      return new Reply.Unknown<>(Status.Code.UNAVAILABLE, "NO_NODE");
    }
    try {
      return new Reply.Ok<>(call.apply(target.get().channel()), target.get().node());
    } catch (StatusRuntimeException e) {
      return Reply.of(e);
    }
  }

  /// Calls until somebody answers, for some minutes.
  ///
  /// @param <T> what the call returns
  /// @param what the name of the call
  /// @param acquisition of which acquisition; empty for none
  /// @param random picks the servers
  /// @param call the call, which must bear being made again
  /// @return what became of the last one
  /// @throws InterruptedException when the calling thread is interrupted
  public <T> Reply<T> insist(
      String what, String acquisition, RandomGenerator random, Function<Channel, T> call)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Reply<T> reply = once(what, acquisition, random, call);
      boolean again =
          reply instanceof Reply.Unknown<T>
              || (reply instanceof Reply.Failed<T> failed
                  && failed.code() == Status.Code.RESOURCE_EXHAUSTED);
      if (!again || System.nanoTime() - deadline > 0) {
        return reply;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
