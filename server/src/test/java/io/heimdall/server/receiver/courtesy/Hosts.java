package io.heimdall.server.receiver.courtesy;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.Tuning;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// More receivers than a machine has ports to spare: each is there, and none sends anything.
final class Hosts implements ReceiverDriver {

  /// What a check waits for; null for nothing.
  volatile @Nullable CountDownLatch hang;

  @Override
  public String name() {
    return "hosts";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http");
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) {
    return new Silence();
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    CountDownLatch latch = hang;
    if (latch != null) {
      try {
        latch.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    return ReceiverHealth.bad(
        true, new ReceiverFailure(FailureReason.DISCONNECTED, target + " was broken off"));
  }

  private static final class Silence implements IqStream {

    @Override
    public StreamInfo info() {
      return new StreamInfo(12_000, -5000, 5000, OptionalDouble.empty(), false, Map.of());
    }

    @Override
    public boolean next(IqBlock block) {
      return false;
    }

    @Override
    public int blockCapacity() {
      return 512;
    }

    @Override
    public void close() {}
  }
}
