package io.heimdall.server.acquisition;

import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.server.iq.Complex64;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One receiver's part of a hop, from connecting to its last row. [#run()] runs on its own virtual
/// thread, which reads the socket; a second one records while a connection lasts. A receiver that
/// does not answer or breaks off is tried again while its window lasts. It always ends with an
/// outcome, never with an exception that concerns only this receiver.
final class ReceiverRun implements Runnable {

  /// A stream that is asked so long after the window's start begins late; less is the jitter of
  /// asking many at once.
  private static final long LATE_NANOS = 100_000_000L;

  /// How long after its window, and the receiver's own patience, a stream may go on.
  private static final long GRACE_NANOS = 10_000_000_000L;

  private static final int MIN_PIPE_BLOCKS = 8;

  /// What may wait for a recorder in memory, 64 MiB: the backlog of any receiver but wide ones,
  /// which do not fill the heap for it.
  private static final int MOST_PIPE_SAMPLES = 64 * 1024 * 1024 / Complex64.BYTES;

  private final ReceiverPart part;
  private final Rendezvous rendezvous;
  private final int party;
  private final RecordingFinisher finisher;
  private final ExecutorService threads;
  private final RecordingProgress progress;
  private final RetryPauses pauses;
  private final AtomicReference<@Nullable ReceiverFailure> failure = new AtomicReference<>();
  private volatile @Nullable StopOrder stop;
  private volatile @Nullable IqStream open;
  private volatile boolean waitsForRoom;
  private volatile boolean overdue;

  // Receiving thread only.
  private @Nullable Recorder recorder;
  private boolean withdrawn;

  /// The receiving thread while it may be interrupted: while it connects and waits. Guarded by
  /// this.
  private @Nullable Thread interruptible;

  /// Prepares the part of one receiver.
  ///
  /// @param part the receiver and how it is tuned
  /// @param rendezvous where the start is agreed
  /// @param party its number there
  /// @param finisher makes recorders and turns them into rows
  /// @param threads virtual threads
  ReceiverRun(
      ReceiverPart part,
      Rendezvous rendezvous,
      int party,
      RecordingFinisher finisher,
      ExecutorService threads) {
    this.part = part;
    this.rendezvous = rendezvous;
    this.party = party;
    this.finisher = finisher;
    this.threads = threads;
    this.progress = part.progress();
    this.pauses = part.connection().pauses();
  }

  /// Receives and records until the window is complete or nothing more can come.
  @Override
  public void run() {
    @Nullable ReceiverFailure cause;
    try {
      recorder = finisher.resumed(part, threads).orElse(null);
      cause = receive();
    } catch (InterruptedException _) {
      cause = stopped();
    } catch (RuntimeException e) {
      cause = Faults.failureOf(part, e);
    } finally {
      refuseInterrupts();
      withdraw();
    }
    end(cause);
  }

  private void end(@Nullable ReceiverFailure cause) {
    Recorder made = recorder;
    if (stop == StopOrder.ABANDON) {
      finisher.leave(part, made);
    } else if (stop == StopOrder.HAND_OVER && cause != null) {
      finisher.handOver(part, made);
    } else if (made == null) {
      finisher.withoutSamples(part, cause == null ? shortStream() : cause);
    } else {
      finisher.finish(part, made, cause == null ? null : withRestLost(made, cause));
    }
  }

  /// What a cancel cuts off was not asked for any more; everything else that is missing is lost.
  private ReceiverFailure withRestLost(Recorder made, ReceiverFailure cause) {
    if (stop == null) {
      try {
        boolean ours =
            cause.reason() == FailureReason.MISSED || cause.reason() == FailureReason.INTERRUPTED;
        made.giveUpTheRest(ours ? Gap.Cause.OUTAGE : Gap.Cause.DISCONNECT);
      } catch (ReceiverFailure tooMany) {
        return tooMany;
      }
    }
    return cause;
  }

  RecordingId recording() {
    return part.recording().id();
  }

  /// Ends the work early. Does not wait for the receiver to let go.
  ///
  /// @param order what is to become of it
  void stop(StopOrder order) {
    stop = order;
    IqStream stream = open;
    if (stream != null) {
      Thread.ofVirtual().start(stream::close);
    }
    synchronized (this) {
      if (interruptible != null) {
        interruptible.interrupt();
      }
    }
  }

  /// Ends a stream that still has not completed its window when it should have long been over. One
  /// whose samples are all to be recorded, and one that waits for us, goes on.
  ///
  /// @param startUtcNanos when the window began
  /// @return nanoseconds until this is to be asked again
  long endIfOverdue(long startUtcNanos) {
    long graceNanos = part.connection().timeout().toNanos() + GRACE_NANOS;
    long endNanos = part.windowFrom(startUtcNanos).endUtcNanos();
    long leftNanos = endNanos + graceNanos - Rendezvous.utcNanos(part.clock());
    IqStream stream = open;
    if (leftNanos <= 0 && stream != null && stream.length().isEmpty() && !waitsForRoom) {
      overdue = true;
      Thread.ofVirtual().start(stream::close);
    }
    return leftNanos > 0 ? leftNanos : graceNanos;
  }

  /// @return null when the window is complete, else why it is not
  private @Nullable ReceiverFailure receive() throws InterruptedException {
    progress.enter(RecordingState.CONNECTING);
    while (true) {
      Recorder made = recorder;
      if (made != null && made.windowComplete()) {
        return null;
      }
      ReceiverFailure cause = isPast() ? missed() : attempt();
      if (cause == null || stop != null || !tryAgain(cause)) {
        return stop == null || cause == null ? cause : stopped();
      }
    }
  }

  /// A window that is over needs no receiver.
  private boolean isPast() {
    OptionalLong start = rendezvous.start();
    return start.isPresent()
        && Rendezvous.utcNanos(part.clock()) >= part.windowFrom(start.getAsLong()).endUtcNanos();
  }

  private static ReceiverFailure missed() {
    return new ReceiverFailure(FailureReason.MISSED, "no server was there when its window ended");
  }

  /// One connection, from opening it to its end.
  ///
  /// @return null when the window is complete, else why it is not
  private @Nullable ReceiverFailure attempt() throws InterruptedException {
    failure.set(null);
    allowInterrupts();
    try (IqStream stream = part.connection().open()) {
      open = stream;
      BlockPipe pipe = pipeFor(stream);
      WindowCutter cutter = stream.onDemand() ? request(stream) : join(stream, pipe);
      forbidInterrupts();
      ReceiverFailure cause = deliver(stream, pipe, cutter);
      return cause != null && overdue ? tooSlow(cause) : cause;
    } catch (ReceiverFailure e) {
      return overdue ? tooSlow(e) : e;
    } finally {
      open = null;
      refuseInterrupts();
    }
  }

  private @Nullable ReceiverFailure deliver(IqStream stream, BlockPipe pipe, WindowCutter cutter)
      throws InterruptedException {
    Recorder made = recorder;
    if (made != null && !made.goesOnAt(stream.info().sampleRateHz())) {
      return new ReceiverFailure(
          FailureReason.BAD_DATA,
          "it came back with %s samples per second in place of %s"
              .formatted(stream.info().sampleRateHz(), made.info().sampleRateHz()));
    }
    progress.connected(stream.info());
    if (made == null) {
      made = finisher.recorder(part, stream.info(), threads);
      recorder = made;
    }
    made.connect(cutter, breakCause(made));
    progress.enter(RecordingState.RECEIVING);
    long since = System.nanoTime();
    Recorder receiving = made;
    Future<@Nullable ReceiverFailure> recording =
        threads.submit(() -> record(receiving, pipe, stream));
    pump(stream, pipe);
    ReceiverFailure cause = await(recording);
    pauses.delivered(System.nanoTime() - since);
    return cause;
  }

  /// Why samples are missing before the first one of a connection.
  private Gap.Cause breakCause(Recorder made) {
    if (pauses.total() > part.earlier().retries() && made.hasSamples()) {
      return Gap.Cause.DISCONNECT;
    }
    return part.earlier().begun() ? Gap.Cause.OUTAGE : Gap.Cause.LATE_START;
  }

  /// Whether to try again, after the wait that comes before it.
  private boolean tryAgain(ReceiverFailure cause) throws InterruptedException {
    if (!cause.passing() || cause.reason() == FailureReason.STORAGE || !pauses.left()) {
      return false;
    }
    long pauseNanos = pauses.next();
    long next = Rendezvous.utcNanos(part.clock()) + pauseNanos;
    withdraw();
    progress.retrying(pauses.total(), MeasuredRecording.instant(next), cause);
    allowInterrupts();
    try {
      if (!rendezvous.awaitRetry(pauseNanos, part.durationNanos())) {
        return false;
      }
    } finally {
      refuseInterrupts();
    }
    progress.tryingAgain();
    rejoin();
    return true;
  }

  private void withdraw() {
    if (!withdrawn) {
      withdrawn = true;
      rendezvous.withdraw(party);
    }
  }

  private void rejoin() {
    withdrawn = false;
    rendezvous.rejoin();
  }

  private WindowCutter request(IqStream stream) throws ReceiverFailure, InterruptedException {
    long startUtcNanos = rendezvous.arriveAndAwait(party);
    long lateNanos = Rendezvous.utcNanos(part.clock()) - startUtcNanos;
    stream.start();
    if (stream.length().isPresent()) {
      return WindowCutter.ofWhole(
          part.windowFrom(startUtcNanos),
          stream.info().sampleRateHz(),
          stream.length().getAsLong());
    }
    return WindowCutter.ofRequested(
        part.windowFrom(startUtcNanos),
        stream.info().sampleRateHz(),
        lateNanos > LATE_NANOS ? lateNanos : 0,
        recorder == null ? 0 : recorder.ledger().position());
  }

  /// Throws blocks away until the start is agreed and a block reaches beyond it; that one is sent.
  private WindowCutter join(IqStream stream, BlockPipe pipe)
      throws ReceiverFailure, InterruptedException {
    double rateHz = stream.info().sampleRateHz();
    var time = new StreamTime(rateHz);
    IqBlock block = pipe.borrow();
    while (true) {
      if (!stream.next(block)) {
        throw shortStream();
      }
      time.follow(block);
      long endUtcNanos = time.endUtcNanos(block);
      OptionalLong start = rendezvous.offer(party, endUtcNanos);
      if (start.isPresent()
          && endUtcNanos > start.getAsLong()
          && (time.settled() || time.startUtcNanos(block) <= start.getAsLong())) {
        pipe.send(block);
        return cutter(part.windowFrom(start.getAsLong()), rateHz, time);
      }
    }
  }

  private WindowCutter cutter(CaptureWindow window, double rateHz, StreamTime time) {
    Recorder made = recorder;
    return made == null || !made.dated()
        ? WindowCutter.ofRunning(window, rateHz, time)
        : WindowCutter.ofContinued(window, rateHz, time, made.anchor(), made.ledger().position());
  }

  private void pump(IqStream stream, BlockPipe pipe) throws InterruptedException {
    try {
      IqBlock block = pipe.borrow();
      while (stream.next(block)) {
        pipe.send(block);
        waitsForRoom = true;
        block = pipe.borrow();
        waitsForRoom = false;
      }
    } catch (ReceiverFailure e) {
      failure.set(e);
    } catch (RuntimeException e) {
      failure.set(Faults.failureOf(part, e));
    } finally {
      pipe.end();
    }
  }

  /// @return null when the window is complete, else why it is not
  private @Nullable ReceiverFailure record(Recorder made, BlockPipe pipe, IqStream stream) {
    try {
      made.record(pipe);
      if (made.windowComplete()) {
        return null;
      }
      ReceiverFailure seen = failure.get();
      return seen == null ? shortStream() : seen;
    } catch (ReceiverFailure e) {
      return e;
    } catch (InterruptedException _) {
      return stopped();
    } catch (RuntimeException e) {
      return Faults.failureOf(part, e);
    } finally {
      stream.close();
      pipe.abandon();
    }
  }

  /// The recorder has an outcome for everything it does; what is thrown here is a fault.
  private static @Nullable ReceiverFailure await(Future<@Nullable ReceiverFailure> recording)
      throws InterruptedException {
    try {
      return recording.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a recorder failed", e.getCause());
    }
  }

  private synchronized void allowInterrupts() throws InterruptedException {
    if (stop != null) {
      throw new InterruptedException();
    }
    interruptible = Thread.currentThread();
  }

  /// An order that came before the stream was known to [#stop(StopOrder)] is heeded here.
  private synchronized void forbidInterrupts() throws InterruptedException {
    interruptible = null;
    if (Thread.interrupted() || stop != null) {
      throw new InterruptedException();
    }
  }

  /// What follows writes rows, and an interrupt would break the connection they go through.
  private synchronized void refuseInterrupts() {
    interruptible = null;
    var _ = Thread.interrupted();
  }

  private ReceiverFailure stopped() {
    return stop == StopOrder.CANCEL
        ? new ReceiverFailure(FailureReason.CANCELLED, "the acquisition was cancelled")
        : new ReceiverFailure(
            FailureReason.INTERRUPTED, "the server stopped while it was receiving");
  }

  private static ReceiverFailure shortStream() {
    return new ReceiverFailure(
        FailureReason.SHORT, "the receiver ended its stream before the window was over");
  }

  private static ReceiverFailure tooSlow(ReceiverFailure cause) {
    return new ReceiverFailure(
        FailureReason.TIMEOUT,
        "the receiver's samples come too slowly: its window was long over and still not complete",
        cause);
  }

  private BlockPipe pipeFor(IqStream stream) {
    int capacity = stream.blockCapacity();
    if (stream.onDemand()) {
      return BlockPipe.waiting(MIN_PIPE_BLOCKS, capacity);
    }
    double samples =
        Math.min(
            part.connection().backlog().toNanos() / 1e9 * stream.info().sampleRateHz(),
            MOST_PIPE_SAMPLES);
    return BlockPipe.dropping(
        Math.max(MIN_PIPE_BLOCKS, (int) Math.ceil(samples / capacity)),
        capacity,
        stream.patience());
  }
}
