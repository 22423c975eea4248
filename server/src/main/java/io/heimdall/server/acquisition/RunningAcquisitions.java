package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.Hop;
import io.heimdall.db.acquisition.UtcWindow;
import io.heimdall.server.schedule.Schedule;
import io.heimdall.server.schedule.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The runs of this node. The schedule hands it acquisitions that are due; it claims each, runs it,
/// and says whether it is over. When the node stops, runs that are about to end do, and the others
/// are left to whoever lives.
final class RunningAcquisitions implements Work, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RunningAcquisitions.class.getName());

  /// How long a stop waits for runs that end by themselves, for the others to store what they have,
  /// and for those that cannot even do that.
  private static final Duration END_BOUND = Duration.ofSeconds(10);

  private static final Duration HAND_OVER_BOUND = Duration.ofSeconds(8);
  private static final Duration ABANDON_BOUND = Duration.ofSeconds(2);

  /// Between a run that lost its lease and the next one here, should nobody else have begun it.
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Transactions transactions;
  private final Schedule schedule;
  private final RunFactory factory;
  private final InstantSource clock;
  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final Map<UUID, RunHere> runs = new ConcurrentHashMap<>();
  private final LeaseWatchdog watchdog;
  private volatile boolean stopping;

  /// Begins with nothing running.
  ///
  /// @param transactions where acquisitions are
  /// @param schedule hands them out
  /// @param factory puts their runs together
  /// @param clock the host's UTC
  RunningAcquisitions(
      Transactions transactions, Schedule schedule, RunFactory factory, InstantSource clock) {
    this.transactions = transactions;
    this.schedule = schedule;
    this.factory = factory;
    this.clock = clock;
    this.watchdog = LeaseWatchdog.open(transactions, this::begun, LeaseWatchdog.INTERVAL);
  }

  private List<AcquisitionRun> begun() {
    return runs.values().stream().map(RunHere::run).flatMap(Optional::stream).toList();
  }

  /// Runs an acquisition. One that still runs here, although it was handed out again, is joined:
  /// the schedule had lost sight of it.
  @Override
  public Optional<Instant> run(String instance) {
    UUID id = UUID.fromString(instance);
    var mine = new RunHere();
    RunHere there = runs.putIfAbsent(id, mine);
    if (there != null) {
      LOG.log(WARNING, "{0} runs here and was handed out again", id);
      return next(there.awaitEnd());
    }
    RunEnd end = RunEnd.LEASE_LOST;
    try {
      end = claimAndRun(id, mine, factory::create);
    } finally {
      runs.remove(id);
      mine.ended(end);
    }
    return next(end);
  }

  /// Runs an acquisition on this node now, as if the schedule had handed it out: for one whose
  /// samples nobody else has.
  ///
  /// @param id the acquisition
  /// @param maker makes the run of the acquisition as claimed
  /// @return what became of it
  RunEnd runHere(UUID id, Function<Acquisition, AcquisitionRun> maker) {
    var mine = new RunHere();
    if (runs.putIfAbsent(id, mine) != null) {
      throw new IllegalStateException(id + " runs here already");
    }
    RunEnd end = RunEnd.LEASE_LOST;
    try {
      end = claimAndRun(id, mine, maker);
      return end;
    } finally {
      runs.remove(id);
      mine.ended(end);
    }
  }

  private static Optional<Instant> next(RunEnd end) {
    return switch (end) {
      case ENDED -> Optional.empty();
      case HANDED_OVER -> Optional.of(Instant.now());
      case LEASE_LOST -> Optional.of(Instant.now().plus(PAUSE));
    };
  }

  private RunEnd claimAndRun(UUID id, RunHere here, Function<Acquisition, AcquisitionRun> maker) {
    if (stopping) {
      return RunEnd.HANDED_OVER;
    }
    Optional<Acquisition> claimed =
        transactions.inTransaction(tx -> acquisitions.claim(tx, id, schedule.node()));
    if (claimed.isEmpty()) {
      return RunEnd.ENDED;
    }
    AcquisitionRun run = maker.apply(claimed.get());
    here.begins(run);
    if (stopping) {
      run.handOver();
    }
    RunEnd end = run.run();
    if (end == RunEnd.HANDED_OVER) {
      LOG.log(INFO, "{0} is left to another run", id);
      transactions.inTransaction(tx -> acquisitions.handOver(tx, claimed.get().lease()));
    }
    return end;
  }

  /// What this node is at.
  ///
  /// @return the acquisitions it runs, or is about to
  Set<UUID> ids() {
    return Set.copyOf(runs.keySet());
  }

  /// Whether this node takes nothing new any more.
  ///
  /// @return true once it stops
  boolean stopping() {
    return stopping;
  }

  /// Waits until an acquisition that this node is at is over, or left to another run.
  ///
  /// @param id the acquisition
  void awaitHere(UUID id) {
    RunHere here = runs.get(id);
    if (here != null) {
      var _ = here.awaitEnd();
    }
  }

  /// Asks a run to end, if it is one of this node.
  ///
  /// @param id the acquisition
  void cancel(UUID id) {
    running(id).ifPresent(AcquisitionRun::cancel);
  }

  /// Listens to a run's samples.
  ///
  /// @param id the acquisition
  /// @param receiverIds whose samples
  /// @param mostBytes how many bytes may wait for the listener
  /// @return the tap; empty when it does not run on this node
  Optional<SampleTap> tap(UUID id, Set<Integer> receiverIds, int mostBytes) {
    return running(id)
        .map(run -> {
          SampleTap tap = new SampleTap(receiverIds, mostBytes, run.taps());
          run.taps().add(tap);
          return tap;
        });
  }

  private Optional<AcquisitionRun> running(UUID id) {
    return Optional.ofNullable(runs.get(id)).flatMap(RunHere::run);
  }

  /// Ends every run or leaves it to another node, whose turn it is as soon as this returns. No run
  /// of this node writes then, unless the bound was too short, which is logged. Idempotent.
  @Override
  public void close() {
    stopping = true;
    schedule.drain();
    Set<UUID> ending = endingSoon(runs.keySet());
    runs.forEach((id, here) -> {
      if (!ending.contains(id)) {
        here.run().ifPresent(AcquisitionRun::handOver);
      }
    });
    if (!awaitEnds(END_BOUND)) {
      begun().forEach(AcquisitionRun::handOver);
      if (!awaitEnds(HAND_OVER_BOUND)) {
        begun().forEach(AcquisitionRun::abandon);
        if (!awaitEnds(ABANDON_BOUND)) {
          LOG.log(WARNING, "{0} acquisitions did not let go in time", runs.size());
        }
      }
    }
    schedule.close();
    watchdog.close();
  }

  /// Those whose last window is over within the bound.
  private Set<UUID> endingSoon(Collection<UUID> ids) {
    Instant bound = clock.instant().plus(END_BOUND);
    long boundNanos =
        Math.addExact(Math.multiplyExact(bound.getEpochSecond(), 1_000_000_000L), bound.getNano());
    try {
      Map<UUID, List<Hop>> hops = transactions.inSnapshot(tx -> acquisitions.hops(tx, ids));
      hops.values().removeIf(all -> all.stream().anyMatch(hop -> endsAfter(hop, boundNanos)));
      return Set.copyOf(hops.keySet());
    } catch (DatabaseException e) {
      LOG.log(WARNING, "it is not known which acquisitions end soon; all are left to others", e);
      return Set.of();
    }
  }

  private static boolean endsAfter(Hop hop, long nanos) {
    UtcWindow window = hop.window();
    return window == null || window.endNanos() > nanos;
  }

  private boolean awaitEnds(Duration bound) {
    long deadlineNanos = System.nanoTime() + bound.toNanos();
    boolean all = true;
    for (RunHere here : runs.values()) {
      all &= here.awaitEnd(deadlineNanos - System.nanoTime());
    }
    return all;
  }
}
