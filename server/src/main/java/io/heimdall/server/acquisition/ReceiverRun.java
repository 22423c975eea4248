package io.heimdall.server.acquisition;

import io.heimdall.db.recording.RecordingState;
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

/// One receiver's part of a run, from connecting to its last row. [#run()] runs on its own virtual
/// thread, which reads the socket; a second one records. It always ends with an outcome, never with
/// an exception that concerns only this receiver.
final class ReceiverRun implements Runnable {

  /// A stream that is asked so long after the window's start begins late; less is the jitter of
  /// asking many at once.
  private static final long LATE_NANOS = 100_000_000L;

  private static final int MIN_PIPE_BLOCKS = 8;

  private final ReceiverPart part;
  private final Rendezvous rendezvous;
  private final int party;
  private final RecordingFinisher finisher;
  private final ExecutorService threads;
  private final RecordingProgress progress;
  private final AtomicReference<@Nullable ReceiverFailure> failure = new AtomicReference<>();
  private volatile @Nullable FailureReason endedBy;
  private volatile @Nullable IqStream open;

  // Receiving thread only.
  private boolean arrived;
  private boolean recorded;

  /// The receiving thread while it may be interrupted: until the recorder has taken over. Guarded
  /// by this.
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
  }

  /// Receives and records until the window is complete or nothing more can come.
  @Override
  public void run() {
    progress.enter(RecordingState.CONNECTING);
    try {
      receive();
    } catch (ReceiverFailure e) {
      endWithoutSamples(reasonFor(e));
    } catch (InterruptedException _) {
      endWithoutSamples(reasonFor(null));
    } catch (RuntimeException e) {
      if (recorded) {
        throw e;
      }
      endWithoutSamples(reasonFor(Faults.failureOf(part, e)));
    } finally {
      if (!arrived) {
        rendezvous.withdraw();
      }
    }
  }

  /// Where a recorder has begun, the outcome is its to write.
  private void endWithoutSamples(ReceiverFailure cause) {
    if (!recorded) {
      finisher.withoutSamples(part, cause);
    }
  }

  /// Ends the work early; what was received is kept.
  ///
  /// @param why CANCELLED or INTERRUPTED
  void end(FailureReason why) {
    endedBy = why;
    IqStream stream = open;
    if (stream != null) {
      stream.close();
    }
    synchronized (this) {
      if (interruptible != null) {
        interruptible.interrupt();
      }
    }
  }

  private synchronized void allowInterrupts() throws InterruptedException {
    if (endedBy != null) {
      throw new InterruptedException();
    }
    interruptible = Thread.currentThread();
  }

  private synchronized void forbidInterrupts() throws InterruptedException {
    interruptible = null;
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /// What follows writes rows, and an interrupt would break the connection they go through.
  private synchronized void refuseInterrupts() {
    interruptible = null;
    var _ = Thread.interrupted();
  }

  private void receive() throws ReceiverFailure, InterruptedException {
    allowInterrupts();
    try (IqStream stream = part.driver().open(part.target(), part.tuning())) {
      open = stream;
      BlockPipe pipe = pipeFor(stream);
      WindowCutter cutter = stream.onDemand() ? request(stream) : join(stream, pipe);
      forbidInterrupts();
      progress.connected(stream.info());
      Recorder recorder = finisher.recorder(part, stream.info(), cutter, threads);
      progress.enter(RecordingState.RECEIVING);
      Future<?> recording = threads.submit(() -> record(recorder, pipe, stream));
      recorded = true;
      pump(stream, pipe);
      await(recording);
    } finally {
      open = null;
      refuseInterrupts();
    }
  }

  private WindowCutter request(IqStream stream) throws ReceiverFailure, InterruptedException {
    arrived = true;
    long startUtcNanos = rendezvous.arriveAndAwait(party);
    long lateNanos = Rendezvous.utcNanos(part.clock()) - startUtcNanos;
    stream.start();
    return WindowCutter.ofRequested(
        part.windowFrom(startUtcNanos),
        stream.info().sampleRateHz(),
        lateNanos > LATE_NANOS ? lateNanos : 0);
  }

  /// Throws blocks away until the start is agreed and a block reaches beyond it; that one is sent.
  private WindowCutter join(IqStream stream, BlockPipe pipe)
      throws ReceiverFailure, InterruptedException {
    var time = new StreamTime(stream.info().sampleRateHz());
    IqBlock block = pipe.borrow();
    while (true) {
      if (!stream.next(block)) {
        throw new ReceiverFailure(
            FailureReason.SHORT, "the receiver ended its stream before the window began");
      }
      time.follow(block);
      long endUtcNanos = time.endUtcNanos(block);
      arrived = true;
      OptionalLong start = rendezvous.offer(party, endUtcNanos);
      if (start.isPresent() && endUtcNanos > start.getAsLong()) {
        pipe.send(block);
        return WindowCutter.ofRunning(
            part.windowFrom(start.getAsLong()), stream.info().sampleRateHz(), time);
      }
    }
  }

  private void pump(IqStream stream, BlockPipe pipe) throws InterruptedException {
    try {
      IqBlock block = pipe.borrow();
      while (stream.next(block)) {
        pipe.send(block);
        block = pipe.borrow();
      }
    } catch (ReceiverFailure e) {
      failure.set(e);
    } catch (RuntimeException e) {
      failure.set(Faults.failureOf(part, e));
    } finally {
      pipe.end();
    }
  }

  private void record(Recorder recorder, BlockPipe pipe, IqStream stream) {
    @Nullable ReceiverFailure cause = null;
    try {
      recorder.record(pipe);
      cause = recorder.windowComplete() ? null : reasonFor(failure.get());
      if (cause != null && endedBy == null) {
        recorder.giveUpTheRest(Gap.Cause.DISCONNECT);
      }
    } catch (ReceiverFailure e) {
      cause = e;
    } catch (InterruptedException _) {
      cause = reasonFor(null);
    } catch (RuntimeException e) {
      cause = Faults.failureOf(part, e);
    } finally {
      stream.close();
      pipe.abandon();
    }
    finisher.finish(part, recorder, cause);
  }

  /// The recorder has its own outcome for everything it does; what is thrown here is a fault.
  private static void await(Future<?> recording) throws InterruptedException {
    try {
      recording.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a recorder failed", e.getCause());
    }
  }

  private ReceiverFailure reasonFor(@Nullable ReceiverFailure cause) {
    FailureReason ended = endedBy;
    if (ended != null) {
      return new ReceiverFailure(
          ended,
          ended == FailureReason.CANCELLED
              ? "the acquisition was cancelled"
              : "the server stopped while it was receiving");
    }
    return cause != null
        ? cause
        : new ReceiverFailure(
            FailureReason.SHORT, "the receiver ended its stream before the window was over");
  }

  private BlockPipe pipeFor(IqStream stream) {
    int capacity = stream.blockCapacity();
    if (stream.onDemand()) {
      return BlockPipe.waiting(MIN_PIPE_BLOCKS, capacity);
    }
    double samples = part.backlog().toNanos() / 1e9 * stream.info().sampleRateHz();
    return BlockPipe.dropping(
        Math.max(MIN_PIPE_BLOCKS, (int) Math.ceil(samples / capacity)), capacity);
  }
}
