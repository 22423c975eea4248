package io.heimdall.server.receiver.courtesy;

import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Lets receivers that have turned us away rest, whoever asks for them next. Known to this server
/// only, and forgotten with it. Safe for any number of threads.
final class Rests {

  /// What operators of KiwiSDRs ask of programs.
  static final Duration REST = Duration.ofSeconds(15);

  /// At least as long as what is left of a rest when a run tries again by itself, and shorter than
  /// other receivers of a new acquisition wait for this one.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

  /// Those who waited for the same end do not come at once.
  private static final int MOST_JITTER_MILLIS = 500;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Map<ReceiverAddress, Rest> resting = new ConcurrentHashMap<>();
  private final long restNanos;

  private record Rest(long endNanos, FailureReason reason, String message) {
    long leftNanos() {
      return endNanos - System.nanoTime();
    }
  }

  Rests(Duration rest) {
    restNanos = rest.toNanos();
  }

  /// Heeds a failure that means "not now".
  void heed(List<ReceiverAddress> door, ReceiverFailure failure) {
    if (failure.reason() == FailureReason.BUSY || failure.reason() == FailureReason.REFUSED) {
      resting.values().removeIf(rest -> rest.leftNanos() <= 0);
      var rest =
          new Rest(
              System.nanoTime() + restNanos,
              failure.reason(),
              String.valueOf(failure.getMessage()));
      door.forEach(address -> resting.put(address, rest));
    }
  }

  /// Forgets that a receiver turned us away, since it has let us in.
  void end(List<ReceiverAddress> door) {
    door.forEach(resting::remove);
  }

  /// Waits for the end of a rest where that is near.
  ///
  /// @throws ReceiverFailure with the reason the receiver gave, where it is not, or where somebody
  ///   else has been turned away meanwhile
  /// @throws InterruptedException when the waiting thread is to end
  void await(List<ReceiverAddress> door) throws ReceiverFailure, InterruptedException {
    long leftNanos = leftNanos(door);
    if (leftNanos > 0 && leftNanos <= LONGEST_WAIT.toNanos()) {
      long jitter = ThreadLocalRandom.current().nextLong(MOST_JITTER_MILLIS + 1L);
      // Nothing ends a rest early but the thread's own end.
      var never = new CountDownLatch(1);
      boolean _ = never.await(leftNanos + jitter * 1_000_000L, TimeUnit.NANOSECONDS);
    }
    refuse(door);
  }

  /// Turns away who would come before the end of a rest.
  ///
  /// @throws ReceiverFailure with the reason the receiver gave
  void refuse(List<ReceiverAddress> door) throws ReceiverFailure {
    for (ReceiverAddress address : door) {
      Rest rest = resting.get(address);
      if (rest != null && rest.leftNanos() > 0) {
        throw new ReceiverFailure(
            rest.reason(),
            "%s; that was a moment ago, and it is not asked again for %d s"
                .formatted(rest.message(), 1 + rest.leftNanos() / NANOS_PER_SECOND));
      }
    }
  }

  private long leftNanos(List<ReceiverAddress> door) {
    long longest = 0;
    for (ReceiverAddress address : door) {
      Rest rest = resting.get(address);
      longest = rest == null ? longest : Math.max(longest, rest.leftNanos());
    }
    return longest;
  }
}
