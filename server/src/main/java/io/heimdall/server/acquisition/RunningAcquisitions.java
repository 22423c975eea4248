package io.heimdall.server.acquisition;

import io.heimdall.db.Transactions;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The runs of this node: admits them up to a bound, knows them by their acquisition, and ends them
/// when the node stops.
final class RunningAcquisitions implements AutoCloseable {

  private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

  private static final Duration STOP_BOUND = Duration.ofSeconds(20);

  private final int limit;
  private final Semaphore places;
  private final Map<UUID, AcquisitionRun> runs = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("run-", 0).factory());
  private final LeaseWatchdog watchdog;
  private volatile boolean stopping;

  /// Begins with nothing running.
  ///
  /// @param limit how many may run at once
  /// @param transactions where their leases are kept
  RunningAcquisitions(int limit, Transactions transactions) {
    this.limit = limit;
    this.places = new Semaphore(limit);
    this.watchdog = LeaseWatchdog.open(transactions, runs::values, LeaseWatchdog.INTERVAL);
  }

  /// Takes a place, which [#run(UUID, AcquisitionRun)] or [#giveBack()] frees.
  void reserve() {
    if (stopping) {
      throw new Failure.Unavailable(Reason.SERVER_STOPPING, "the server is stopping", TRY_AGAIN)
          .exception();
    }
    if (!places.tryAcquire()) {
      throw new Failure.Exhausted(
              Reason.TOO_MANY_ACQUISITIONS,
              "%d acquisitions are running, which is as many as this server takes".formatted(limit),
              TRY_AGAIN)
          .exception();
    }
  }

  /// Frees a place that was not needed.
  void giveBack() {
    places.release();
  }

  /// Runs in the background, in a place that was reserved.
  ///
  /// @param id the acquisition
  /// @param run its run
  void run(UUID id, AcquisitionRun run) {
    runs.put(id, run);
    if (stopping) {
      run.handOver();
    }
    var _ =
        threads.submit(() -> {
          try {
            run.run();
          } finally {
            runs.remove(id);
            places.release();
          }
        });
  }

  /// Asks a run to end, if it is one of this node.
  ///
  /// @param id the acquisition
  void cancel(UUID id) {
    AcquisitionRun run = runs.get(id);
    if (run != null) {
      run.cancel();
    }
  }

  /// Listens to a run's samples.
  ///
  /// @param id the acquisition
  /// @param receiverIds whose samples
  /// @param mostBytes how many bytes may wait for the listener
  /// @return the tap; empty when it does not run on this node
  Optional<SampleTap> tap(UUID id, Set<Integer> receiverIds, int mostBytes) {
    AcquisitionRun run = runs.get(id);
    if (run == null) {
      return Optional.empty();
    }
    SampleTap tap = new SampleTap(receiverIds, mostBytes, run.taps());
    run.taps().add(tap);
    return Optional.of(tap);
  }

  /// Has every run hand over: what was received is stored, and the next run goes on. When this
  /// returns, no run writes any more, unless the bound was too short, which is then logged.
  @Override
  public void close() {
    stopping = true;
    runs.values().forEach(AcquisitionRun::handOver);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP_BOUND.toSeconds(), TimeUnit.SECONDS)) {
        threads.shutdownNow();
        System.getLogger(RunningAcquisitions.class.getName())
            .log(
                System.Logger.Level.WARNING,
                "{0} acquisitions did not end within {1}",
                runs.size(),
                STOP_BOUND);
      }
    } catch (InterruptedException _) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    } finally {
      watchdog.close();
    }
  }
}
