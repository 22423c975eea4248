package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.Outcome;
import io.heimdall.db.acquisition.StaleLeaseException;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The run of one acquisition on this node: it starts every receiver's part, reports until all have
/// ended, and writes how it ended. [#run()] has a virtual thread of its own and returns when
/// nothing of the run is left behind.
final class AcquisitionRun implements LeaseWatchdog.Leaseholder {

  private static final System.Logger LOG = System.getLogger(AcquisitionRun.class.getName());

  private static final String BROKEN = "a fault of the server; its log has the details";

  private final RunJournal journal;
  private final List<ReceiverPart> parts;
  private final Rendezvous rendezvous;
  private final RecordingFinisher finisher;
  private final RunReporter reporter;
  private final LiveTaps taps;
  private final int minReceivers;
  private volatile @Nullable FailureReason endedBy;
  private volatile List<ReceiverRun> receivers = List.of();
  private final AtomicInteger unended = new AtomicInteger();

  // The run's thread only.
  private boolean finalizing;

  /// What a run is made of.
  ///
  /// @param journal its fenced writes
  /// @param parts one for each receiver
  /// @param rendezvous where the receivers agree on the start
  /// @param finisher makes recorders and turns them into rows
  /// @param reporter writes what happens to the receivers
  /// @param taps listeners to its samples
  record Parts(
      RunJournal journal,
      List<ReceiverPart> parts,
      Rendezvous rendezvous,
      RecordingFinisher finisher,
      RunReporter reporter,
      LiveTaps taps) {}

  /// Prepares a run.
  ///
  /// @param parts what it is made of
  /// @param minReceivers how many receivers must deliver samples
  AcquisitionRun(Parts parts, int minReceivers) {
    this.journal = parts.journal();
    this.parts = parts.parts();
    this.rendezvous = parts.rendezvous();
    this.finisher = parts.finisher();
    this.reporter = parts.reporter();
    this.taps = parts.taps();
    this.minReceivers = minReceivers;
  }

  /// Runs the acquisition until it has ended or is somebody else's.
  ///
  /// @return what became of it
  RunEnd run() {
    try {
      if (!journal.start()) {
        endTheRest(FailureReason.CANCELLED, "the acquisition was cancelled");
        journal.finish(AcquisitionState.CANCELLED, Outcome.NONE);
        return RunEnd.ENDED;
      }
      receive();
      endTheRest(FailureReason.INTERNAL, BROKEN);
      finish();
      return RunEnd.ENDED;
    } catch (StaleLeaseException e) {
      LOG.log(WARNING, "{0}: another run has taken over", journal.lease().acquisitionId());
      return RunEnd.LEASE_LOST;
    } catch (RuntimeException e) {
      LOG.log(ERROR, journal.lease().acquisitionId() + ": the run broke off", e);
      breakOff();
      return RunEnd.ENDED;
    } finally {
      taps.end();
    }
  }

  /// Ends what a fault has left without an end, so that nobody watches it for ever.
  private void breakOff() {
    try {
      endTheRest(FailureReason.INTERNAL, BROKEN);
      journal.finish(AcquisitionState.FAILED, new Outcome(FailureReason.INTERNAL.name(), BROKEN));
    } catch (RuntimeException e) {
      LOG.log(ERROR, journal.lease().acquisitionId() + " is left to the next start", e);
    }
  }

  /// Ends the receivers whose own outcome was not written.
  private void endTheRest(FailureReason why, String sentence) {
    for (ReceiverPart part : parts) {
      if (!finisher.hasEnded(part)) {
        finisher.withoutSamples(part, new ReceiverFailure(why, sentence));
      }
    }
  }

  /// Asks the run to end now; what was received is kept and finished.
  ///
  /// @param why CANCELLED or INTERRUPTED
  void end(FailureReason why) {
    endedBy = why;
    receivers.forEach(receiver -> receiver.end(why));
  }

  /// Asks the run to leave the acquisition to another one, with what was received so far stored.
  void handOver() {
    end(FailureReason.INTERRUPTED);
  }

  /// Tells the run that its lease is lost or unsure: it lets the receivers go and writes nothing
  /// more.
  @Override
  public void abandon() {
    journal.gate().abandon();
    end(FailureReason.INTERRUPTED);
  }

  @Override
  public WriteGate gate() {
    return journal.gate();
  }

  LiveTaps taps() {
    return taps;
  }

  /// The receivers that take part.
  ///
  /// @return their ids
  List<Integer> receiverIds() {
    return parts.stream().map(ReceiverPart::receiverId).toList();
  }

  private void receive() {
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("acquisition-" + journal.lease().acquisitionId()).factory())) {
      List<ReceiverRun> runs = receiverRuns(threads);
      receivers = runs;
      FailureReason why = endedBy;
      if (why != null) {
        runs.forEach(receiver -> receiver.end(why));
      }
      unended.set(runs.size());
      List<? extends Future<?>> running =
          runs.stream().map(one -> threads.submit(() -> runToItsEnd(one))).toList();
      Future<?> window = threads.submit(this::keepWindow);
      try {
        follow();
      } catch (StaleLeaseException e) {
        end(FailureReason.INTERRUPTED);
        throw e;
      } finally {
        settle(running);
        settle(List.of(window));
      }
    }
  }

  private List<ReceiverRun> receiverRuns(ExecutorService threads) {
    var runs = new java.util.ArrayList<ReceiverRun>();
    for (ReceiverPart part : parts) {
      runs.add(new ReceiverRun(part, rendezvous, runs.size(), finisher, threads));
    }
    return runs;
  }

  private void runToItsEnd(ReceiverRun receiver) {
    try {
      receiver.run();
    } finally {
      unended.decrementAndGet();
      reporter.stateChanged();
    }
  }

  private void keepWindow() {
    try {
      OptionalLong start = rendezvous.awaitDecision();
      if (start.isPresent()) {
        journal.agreed(0, parts.getFirst().windowFrom(start.getAsLong()));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Reports until every receiver has ended, which they report themselves.
  private void follow() {
    List<RecordingProgress> live = parts.stream().map(ReceiverPart::progress).toList();
    try {
      boolean ended = false;
      while (!ended) {
        reporter.await();
        ended = unended.get() == 0;
        boolean countsDue = !ended && reporter.report(live);
        heedStates(live, countsDue);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      end(FailureReason.INTERRUPTED);
    }
  }

  /// A cancel on another node is only a row here, looked up as often as counts are written. The
  /// receivers' work does not end because the database is away for a moment: what could not be
  /// asked or written now is so the next time.
  private void heedStates(List<RecordingProgress> live, boolean askForCancel) {
    try {
      if (!finalizing && live.stream().noneMatch(one -> one.snapshot().receiving())) {
        journal.finalizing();
        finalizing = true;
      }
      if (askForCancel && endedBy == null && journal.cancelRequested()) {
        end(FailureReason.CANCELLED);
      }
    } catch (DatabaseException e) {
      LOG.log(WARNING, journal.lease().acquisitionId() + ": its state is unknown for now", e);
    }
  }

  private static void settle(List<? extends Future<?>> running) {
    for (Future<?> one : running) {
      try {
        one.get();
      } catch (java.util.concurrent.ExecutionException e) {
        if (!(e.getCause() instanceof StaleLeaseException)) {
          LOG.log(ERROR, "a part of the run broke off", e.getCause());
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void finish() {
    Verdict verdict = Verdict.of(finisher.results(), parts.size(), minReceivers, endedBy);
    journal.finish(verdict.state(), verdict.outcome());
    LOG.log(INFO, "{0}: {1}", journal.lease().acquisitionId(), verdict.state());
  }
}
