package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.Outcome;
import io.heimdall.db.acquisition.StaleLeaseException;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The run of one acquisition on this node: it runs one hop after another and writes how it ended.
/// Where an earlier run has ended in the middle it goes on: what is stored stays, and receivers are
/// connected again for what is left of their windows. [#run()] has a virtual thread of its own and
/// returns when nothing of the run is left behind.
final class AcquisitionRun implements LeaseWatchdog.Leaseholder {

  /// So many runs in a row that neither ended nor handed over are the acquisition's own doing.
  private static final int MAX_FAILED_RUNS = 10;

  /// How long a run that is handed over may go on storing what it has.
  private static final Duration HAND_OVER_BOUND = Duration.ofSeconds(6);

  private static final System.Logger LOG = System.getLogger(AcquisitionRun.class.getName());

  private final Acquisition acquisition;
  private final RunJournal journal;
  private final List<Function<AcquisitionRun, HopRun>> hops;
  private final LiveTaps taps;

  /// Guarded by this, so that an order reaches the hop that runs and those after it.
  private @Nullable StopOrder stop;

  private @Nullable HopRun current;

  /// Prepares a run.
  ///
  /// @param acquisition the acquisition as claimed
  /// @param journal its fenced writes
  /// @param hops makes the hops, in order, each when its turn has come
  /// @param taps listeners to its samples
  AcquisitionRun(
      Acquisition acquisition,
      RunJournal journal,
      List<Function<AcquisitionRun, HopRun>> hops,
      LiveTaps taps) {
    this.acquisition = acquisition;
    this.journal = journal;
    this.hops = List.copyOf(hops);
    this.taps = taps;
  }

  /// Runs the acquisition until it has ended or is somebody else's.
  ///
  /// @return what became of it
  RunEnd run() {
    try {
      return ended();
    } catch (StaleLeaseException e) {
      LOG.log(WARNING, "{0}: another run has taken over", acquisition.id());
      return RunEnd.LEASE_LOST;
    } catch (RuntimeException e) {
      LOG.log(ERROR, acquisition.id() + ": the run broke off, and another one will go on", e);
      return RunEnd.LEASE_LOST;
    } finally {
      taps.end();
    }
  }

  private RunEnd ended() {
    if (acquisition.run().failed() > MAX_FAILED_RUNS) {
      return giveUp();
    }
    if (!journal.begin(acquisition)) {
      cancel();
    }
    for (Function<AcquisitionRun, HopRun> hop : hops) {
      HopRun next = begin(hop);
      if (next == null) {
        return order() == StopOrder.ABANDON ? RunEnd.LEASE_LOST : RunEnd.HANDED_OVER;
      }
      if (order() == StopOrder.CANCEL) {
        next.endUnreceived(
            new ReceiverFailure(FailureReason.CANCELLED, "the acquisition was cancelled"));
      } else {
        next.run();
      }
      if (order() == StopOrder.ABANDON) {
        return RunEnd.LEASE_LOST;
      }
      if (next.handedOver()) {
        return RunEnd.HANDED_OVER;
      }
    }
    AcquisitionState state = journal.finish(order() == StopOrder.CANCEL);
    LOG.log(INFO, "{0}: {1}", acquisition.id(), state);
    return RunEnd.ENDED;
  }

  /// @return null when the acquisition is left to another run
  private @Nullable HopRun begin(Function<AcquisitionRun, HopRun> hop) {
    if (isLeft()) {
      return null;
    }
    HopRun next = hop.apply(this);
    synchronized (this) {
      current = next;
      if (stop != null) {
        next.stop(stop);
      }
    }
    return next;
  }

  private boolean isLeft() {
    StopOrder order = order();
    return order == StopOrder.ABANDON || order == StopOrder.HAND_OVER;
  }

  /// Whether not even giving up has worked.
  ///
  /// @param claimed the acquisition as claimed
  /// @return true when nothing is to be looked at any more
  static boolean hopeless(Acquisition claimed) {
    return claimed.run().failed() > 2 * MAX_FAILED_RUNS;
  }

  /// Run after run has failed: what is stored is finished, and nothing more is tried. Should even
  /// that fail, the rows are left as they are.
  private RunEnd giveUp() {
    var why =
        new ReceiverFailure(
            FailureReason.INTERRUPTED,
            "given up after %d runs that broke off".formatted(MAX_FAILED_RUNS));
    if (!hopeless(acquisition)) {
      hops.forEach(hop -> hop.apply(this).endUnreceived(why));
    }
    journal.giveUp(new Outcome("TOO_MANY_RUNS", String.valueOf(why.getMessage())));
    return RunEnd.ENDED;
  }

  /// Asks the run to end now; what was received is kept and finished.
  void cancel() {
    order(StopOrder.CANCEL);
  }

  /// Asks the run to leave the acquisition to another one, with what was received so far stored.
  void handOver() {
    journal.gate().closeIn(HAND_OVER_BOUND);
    order(StopOrder.HAND_OVER);
  }

  /// Tells the run that its lease is lost or unsure: it lets the receivers go and writes nothing
  /// more.
  @Override
  public void abandon() {
    journal.gate().abandon();
    order(StopOrder.ABANDON);
  }

  /// A stronger order replaces a weaker one; a weaker one changes nothing.
  private synchronized void order(StopOrder order) {
    if (stop != null && stop.compareTo(order) >= 0) {
      return;
    }
    stop = order;
    if (current != null) {
      current.stop(order);
    }
  }

  private synchronized @Nullable StopOrder order() {
    return stop;
  }

  @Override
  public WriteGate gate() {
    return journal.gate();
  }

  LiveTaps taps() {
    return taps;
  }
}
