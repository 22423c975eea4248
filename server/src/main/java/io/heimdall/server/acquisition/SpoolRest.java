package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.server.storage.LeftoverSegment;
import io.heimdall.server.storage.SegmentSpool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What earlier runs left in the spool of this node. Files of acquisitions that this node may go on
/// with wait for their next run; those of acquisitions that have ended, or go on elsewhere, are of
/// no use: what they hold is stored, or was given up with a reason. They are looked for at the
/// start and every half minute, by a virtual thread that ends with [#close()].
final class SpoolRest implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(SpoolRest.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final Transactions transactions;
  private final SegmentSpool spool;
  private final String nodeId;
  private final Supplier<Set<UUID>> running;
  private final CountDownLatch closed = new CountDownLatch(1);

  private SpoolRest(
      Transactions transactions, SegmentSpool spool, String nodeId, Supplier<Set<UUID>> running) {
    this.transactions = transactions;
    this.spool = spool;
    this.nodeId = nodeId;
    this.running = running;
  }

  /// Removes what is of no use, and goes on doing so.
  ///
  /// @param transactions where acquisitions are
  /// @param spool the spool
  /// @param nodeId the node whose spool it is
  /// @param running the acquisitions that run on this node, asked for each time
  /// @return the owner of the thread, which the caller closes
  static SpoolRest open(
      Transactions transactions, SegmentSpool spool, String nodeId, Supplier<Set<UUID>> running) {
    var rest = new SpoolRest(transactions, spool, nodeId, running);
    rest.discard();
    Thread.ofVirtual().name("spool-rest").start(rest::repeat);
    return rest;
  }

  private void repeat() {
    try {
      while (!closed.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          discard();
        } catch (RuntimeException e) {
          LOG.log(WARNING, "what is left in the spool waits for the next look", e);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Files are listed before the runs are asked for: a run that begins in between has its files in
  /// neither list, or is seen.
  private void discard() {
    Map<UUID, List<LeftoverSegment>> files =
        spool.leftovers().stream()
            .collect(Collectors.groupingBy(file -> file.name().recording().taskId()));
    files.keySet().removeAll(running.get());
    if (files.isEmpty()) {
      return;
    }
    Set<UUID> ours =
        transactions.inSnapshot(
            tx -> new AcquisitionRepository().unfinished(tx, nodeId, files.keySet()));
    files.keySet().removeAll(ours);
    files.keySet().removeAll(running.get());
    files.values().forEach(useless -> useless.forEach(spool::discard));
  }

  /// Stops looking.
  @Override
  public void close() {
    closed.countDown();
  }
}
