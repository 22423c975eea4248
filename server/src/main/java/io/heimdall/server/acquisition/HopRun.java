package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.acquisition.StaleLeaseException;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The run of one frequency of an acquisition: it starts every receiver's part and reports until
/// all have ended. [#run()] is called by the acquisition's thread and returns when nothing of it is
/// left behind.
final class HopRun {

  private static final System.Logger LOG = System.getLogger(HopRun.class.getName());
  private static final String BROKEN = "a fault of the server; its log has the details";

  private final Parts of;
  private final RunJournal journal;
  private final Runnable cancelSeen;
  private final AtomicInteger unended = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable StopOrder stop;
  private volatile List<ReceiverRun> receivers = List.of();

  // The run's thread only.
  private boolean finalizing;

  /// What a hop is made of.
  ///
  /// @param place which of the acquisition's frequencies it is
  /// @param receivers one part for each receiver that has not ended
  /// @param rendezvous where the receivers agree on the start
  /// @param finisher makes recorders and turns them into rows
  /// @param reporter writes what happens to the receivers
  /// @param taps listeners to its samples
  record Parts(
      Place place,
      List<ReceiverPart> receivers,
      Rendezvous rendezvous,
      RecordingFinisher finisher,
      RunReporter reporter,
      LiveTaps taps) {}

  /// Which of an acquisition's frequencies a hop is.
  ///
  /// @param index from 0
  /// @param last whether none follows
  /// @param agreed whether its window stands in its row already
  record Place(int index, boolean last, boolean agreed) {}

  /// Prepares a hop.
  ///
  /// @param of what it is made of
  /// @param journal the run's fenced writes
  /// @param cancelSeen told when somebody has asked for the end
  HopRun(Parts of, RunJournal journal, Runnable cancelSeen) {
    this.of = of;
    this.journal = journal;
    this.cancelSeen = cancelSeen;
  }

  /// Runs the hop until every receiver has ended.
  void run() {
    if (of.receivers().isEmpty()) {
      return;
    }
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("acquisition-" + journal.lease().acquisitionId()).factory())) {
      List<ReceiverRun> runs = receiverRuns(threads);
      receivers = runs;
      StopOrder order = stop;
      if (order != null) {
        runs.forEach(receiver -> receiver.stop(order));
      }
      unended.set(runs.size());
      List<? extends Future<?>> running =
          runs.stream().map(one -> threads.submit(() -> runToItsEnd(one))).toList();
      Future<?> window = threads.submit(this::keepWindow);
      Future<?> bound = threads.submit(() -> endTheOverdue(runs));
      try {
        follow();
      } catch (StaleLeaseException e) {
        stop(StopOrder.ABANDON);
        throw e;
      } finally {
        settle(running);
        ended.countDown();
        of.rendezvous().close();
        settle(List.of(window, bound));
      }
    }
    endTheRest();
  }

  /// Ends the hop without connecting to anything: what earlier runs stored is finished.
  ///
  /// @param cause why
  void endUnreceived(ReceiverFailure cause) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (ReceiverPart part : of.receivers()) {
        of.finisher()
            .resumed(part, threads)
            .ifPresentOrElse(
                recorder -> of.finisher().finish(part, recorder, withRestLost(recorder, cause)),
                () -> of.finisher().withoutSamples(part, cause));
      }
    }
  }

  private static ReceiverFailure withRestLost(Recorder recorder, ReceiverFailure cause) {
    try {
      if (cause.reason() != FailureReason.CANCELLED) {
        recorder.giveUpTheRest(Gap.Cause.OUTAGE);
      }
      return cause;
    } catch (ReceiverFailure tooMany) {
      return tooMany;
    }
  }

  /// Asks the hop to end now.
  ///
  /// @param order what is to become of the work
  void stop(StopOrder order) {
    stop = order;
    receivers.forEach(receiver -> receiver.stop(order));
  }

  /// Whether a recording is left to another run.
  ///
  /// @return true once one is
  boolean handedOver() {
    return of.finisher().anyHandedOver();
  }

  /// Ends the receivers whose own outcome was not written.
  private void endTheRest() {
    for (ReceiverPart part : of.receivers()) {
      if (!of.finisher().hasEnded(part)) {
        of.finisher().withoutSamples(part, new ReceiverFailure(FailureReason.INTERNAL, BROKEN));
      }
    }
  }

  private List<ReceiverRun> receiverRuns(ExecutorService threads) {
    var runs = new ArrayList<ReceiverRun>();
    for (ReceiverPart part : of.receivers()) {
      runs.add(new ReceiverRun(part, of.rendezvous(), runs.size(), of.finisher(), threads));
    }
    return runs;
  }

  private void runToItsEnd(ReceiverRun receiver) {
    try {
      receiver.run();
    } finally {
      of.taps().hopEnded(receiver.recording());
      if (of.place().last()) {
        of.taps().receiverEnded(receiver.recording().receiverId());
      }
      unended.decrementAndGet();
      of.reporter().stateChanged();
    }
  }

  private void keepWindow() {
    try {
      OptionalLong start = of.rendezvous().awaitDecision();
      if (!of.place().agreed() && start.isPresent()) {
        journal.agreed(of.place().index(), of.receivers().getFirst().windowFrom(start.getAsLong()));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// A receiver that goes on sending too little does not keep the hop from ending.
  private void endTheOverdue(List<ReceiverRun> runs) {
    try {
      OptionalLong start = of.rendezvous().awaitDecision();
      long wait = 0;
      while (start.isPresent() && !ended.await(wait, TimeUnit.NANOSECONDS)) {
        long begin = start.getAsLong();
        wait = runs.stream().mapToLong(run -> run.endIfOverdue(begin)).min().orElseThrow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Reports until every receiver has ended, which they report themselves, or until nothing may be
  /// written any more.
  private void follow() {
    List<RecordingProgress> live = of.receivers().stream().map(ReceiverPart::progress).toList();
    try {
      boolean ended = false;
      while (!ended && stop != StopOrder.ABANDON) {
        of.reporter().await();
        ended = unended.get() == 0;
        if (stop != StopOrder.ABANDON) {
          boolean countsDue = !ended && of.reporter().report(live);
          heedStates(live, countsDue);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      stop(StopOrder.HAND_OVER);
    }
    tellTheRest(live);
  }

  /// Who hands over has not told of the losses found last.
  private void tellTheRest(List<RecordingProgress> live) {
    if (!handedOver() || stop != StopOrder.HAND_OVER) {
      return;
    }
    try {
      // Counts are due or not; losses are written either way.
      var _ = of.reporter().report(live);
    } catch (StaleLeaseException e) {
      LOG.log(WARNING, "{0}: the last losses are told by no event", journal.lease());
    }
  }

  /// A cancel on another node is only a row here, looked up as often as counts are written. The
  /// receivers' work does not end because the database is away for a moment: what could not be
  /// asked or written now is so the next time.
  private void heedStates(List<RecordingProgress> live, boolean askForCancel) {
    try {
      if (of.place().last()
          && !finalizing
          && live.stream().noneMatch(one -> one.snapshot().receiving())) {
        journal.finalizing();
        finalizing = true;
      }
      if (askForCancel && stop == null && journal.cancelRequested()) {
        cancelSeen.run();
      }
    } catch (DatabaseException e) {
      LOG.log(WARNING, journal.lease().acquisitionId() + ": its state is unknown for now", e);
    }
  }

  private static void settle(List<? extends Future<?>> running) {
    for (Future<?> one : running) {
      try {
        one.get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof StaleLeaseException)) {
          LOG.log(ERROR, "a part of the run broke off", e.getCause());
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
