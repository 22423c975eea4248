package io.heimdall.server.acquisition;

import io.heimdall.db.recording.RecordingId;
import io.heimdall.server.iq.Complex64;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.TimingClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One listener to the live samples of an acquisition: a queue of copies, bounded in bytes.
///
/// When the listener is slow the newest samples are dropped for it. Each chunk states what is
/// missing before it, the recording's losses by their own cause and the listener's as `OVERFLOW`.
/// Any number of recorder threads feed, one thread takes.
public final class SampleTap implements AutoCloseable {

  /// Samples of one receiver, copied for one listener.
  ///
  /// @param receiverId the receiver
  /// @param hop which of the acquisition's frequencies, from 0
  /// @param firstSample index within the recording
  /// @param i in-phase samples
  /// @param q quadrature samples, as many
  /// @param anchor their time as known when they came
  /// @param gapsBefore what is missing between the chunk before and this one, in order; a last
  ///   chunk without samples states what is missing at the end
  @SuppressWarnings("ArrayRecordComponent") // a chunk has one owner and is never compared
  public record Chunk(
      int receiverId,
      int hop,
      long firstSample,
      float[] i,
      float[] q,
      SampleAnchor anchor,
      List<Gap> gapsBefore) {}

  private static final float[] NOTHING = {};
  private static final SampleAnchor NO_ANCHOR =
      new SampleAnchor(0, 0, 1, TimingClass.HOST_ARRIVAL, 0, 0, 0, -1);
  private static final Chunk END = new Chunk(-1, 0, 0, NOTHING, NOTHING, NO_ANCHOR, List.of());

  /// What a chunk takes besides its samples.
  private static final int CHUNK_OVERHEAD_BYTES = 128;

  /// Bounded by the bytes that wait in it; beyond them only losses and the end mark are added.
  private final BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();

  private final AtomicLong waitingBytes = new AtomicLong();
  private final int mostBytes;
  private final Set<Integer> open;
  private final Map<Integer, List<Gap>> missing = new HashMap<>();
  private final Map<Integer, SampleAnchor> anchors = new HashMap<>();
  private final LiveTaps taps;

  /// Set before the end mark is added, read after it was taken.
  private volatile boolean complete;

  SampleTap(Set<Integer> receiverIds, int mostBytes, LiveTaps taps) {
    this.open = new HashSet<>(receiverIds);
    this.mostBytes = mostBytes;
    this.taps = taps;
  }

  synchronized void feed(
      RecordingId recording,
      long firstSample,
      IqBlock block,
      int offset,
      int count,
      SampleAnchor anchor) {
    int receiverId = recording.receiverId();
    if (!open.contains(receiverId)) {
      return;
    }
    int bytes = CHUNK_OVERHEAD_BYTES + count * Complex64.BYTES;
    // A chunk that is larger than the bound goes through alone.
    long waiting = waitingBytes.get();
    if (waiting > 0 && waiting + bytes > mostBytes) {
      lost(recording, new Gap(firstSample, count, Gap.Cause.OVERFLOW));
      return;
    }
    anchors.put(receiverId, anchor);
    float[] i = Arrays.copyOfRange(block.i(), offset, offset + count);
    float[] q = Arrays.copyOfRange(block.q(), offset, offset + count);
    waitingBytes.addAndGet(bytes);
    chunks.add(
        new Chunk(receiverId, recording.hop(), firstSample, i, q, anchor, takeMissing(receiverId)));
  }

  synchronized void lost(RecordingId recording, Gap gap) {
    int receiverId = recording.receiverId();
    if (!open.contains(receiverId)) {
      return;
    }
    List<Gap> gaps = missing.computeIfAbsent(receiverId, _ -> new ArrayList<>());
    Gap last = gaps.isEmpty() ? null : gaps.getLast();
    if (last != null
        && last.cause() == gap.cause()
        && last.firstSample() + last.sampleCount() == gap.firstSample()) {
      gaps.removeLast();
      gaps.add(new Gap(last.firstSample(), last.sampleCount() + gap.sampleCount(), gap.cause()));
    } else {
      gaps.add(gap);
    }
  }

  synchronized void hopEnded(RecordingId recording) {
    if (open.contains(recording.receiverId())) {
      stateLastLosses(recording);
      anchors.remove(recording.receiverId());
    }
  }

  synchronized void receiverEnded(int receiverId) {
    if (open.remove(receiverId) && open.isEmpty()) {
      complete = true;
      end();
    }
  }

  private void stateLastLosses(RecordingId recording) {
    int receiverId = recording.receiverId();
    List<Gap> gaps = takeMissing(receiverId);
    SampleAnchor anchor = anchors.get(receiverId);
    if (!gaps.isEmpty() && anchor != null) {
      long end = gaps.getLast().firstSample() + gaps.getLast().sampleCount();
      waitingBytes.addAndGet(CHUNK_OVERHEAD_BYTES);
      chunks.add(new Chunk(receiverId, recording.hop(), end, NOTHING, NOTHING, anchor, gaps));
    }
  }

  private List<Gap> takeMissing(int receiverId) {
    List<Gap> gaps = missing.remove(receiverId);
    return gaps == null ? List.of() : gaps;
  }

  /// Whether every receiver has ended, rather than the run, or the listener.
  ///
  /// @return true after the last chunk of the last receiver
  public boolean complete() {
    return complete;
  }

  /// Ends the stream after what waits in it. Any thread.
  public synchronized void end() {
    open.clear();
    if (!chunks.contains(END)) {
      chunks.add(END);
    }
  }

  /// Waits for the next samples.
  ///
  /// @return the samples, or null when the receivers have ended
  /// @throws InterruptedException when the listener is being ended
  @SuppressWarnings("ReferenceEquality") // the end mark is one object
  public @Nullable Chunk take() throws InterruptedException {
    Chunk chunk = chunks.take();
    if (chunk == END) {
      return null;
    }
    waitingBytes.addAndGet(-(CHUNK_OVERHEAD_BYTES + (long) chunk.i().length * Complex64.BYTES));
    return chunk;
  }

  /// Stops listening.
  @Override
  public void close() {
    taps.remove(this);
  }
}
