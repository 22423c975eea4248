package io.heimdall.server.acquisition;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An acquisition that this node is at: from before it is claimed until its run has returned. One
/// thread runs it, any may look and wait.
final class RunHere {

  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable AcquisitionRun run;
  // Written before the latch opens, read after.
  private RunEnd end = RunEnd.LEASE_LOST;

  void begins(AcquisitionRun begun) {
    run = begun;
  }

  void ended(RunEnd how) {
    end = how;
    over.countDown();
  }

  /// The run.
  ///
  /// @return empty before there is one
  Optional<AcquisitionRun> run() {
    return Optional.ofNullable(run);
  }

  /// Waits until the run has returned.
  ///
  /// @return what became of the acquisition
  RunEnd awaitEnd() {
    try {
      over.await();
      return end;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return RunEnd.LEASE_LOST;
    }
  }

  /// Waits until the run has returned, but not for ever.
  ///
  /// @param nanos the longest wait
  /// @return whether it has
  boolean awaitEnd(long nanos) {
    try {
      return over.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
