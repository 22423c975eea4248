package io.heimdall.server.acquisition;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.TimingClass;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// One listener to the live samples of an acquisition: a bounded queue of copies.
///
/// When the listener is slow the newest samples are dropped for it; the next chunk's index shows
/// the loss and tells how much of it is the listener's own. Any number of recorder threads feed,
/// one thread takes.
public final class SampleTap implements AutoCloseable {

  /// Samples of one receiver, copied for one listener.
  ///
  /// @param receiverId the receiver
  /// @param firstSample index within the recording
  /// @param i in-phase samples
  /// @param q quadrature samples, as many
  /// @param anchor their time as known when they came
  /// @param dropped samples before these that the listener was too slow for
  @SuppressWarnings("ArrayRecordComponent") // a chunk has one owner and is never compared
  public record Chunk(
      int receiverId, long firstSample, float[] i, float[] q, SampleAnchor anchor, long dropped) {}

  private static final SampleAnchor NO_ANCHOR =
      new SampleAnchor(0, 0, 1, TimingClass.HOST_ARRIVAL, 0, 0, 0, -1);
  private static final Chunk END = new Chunk(-1, 0, new float[0], new float[0], NO_ANCHOR, 0);

  private final BlockingQueue<Chunk> chunks;
  private final Set<Integer> open;
  private final Map<Integer, Long> dropped = new HashMap<>();
  private final LiveTaps taps;

  SampleTap(Set<Integer> receiverIds, int capacityChunks, LiveTaps taps) {
    this.open = new HashSet<>(receiverIds);
    // One place is kept for the end mark, which must never be dropped.
    this.chunks = new ArrayBlockingQueue<>(capacityChunks + 1);
    this.taps = taps;
  }

  synchronized void feed(
      int receiverId, long firstSample, IqBlock block, int offset, int count, SampleAnchor anchor) {
    if (!open.contains(receiverId)) {
      return;
    }
    if (chunks.remainingCapacity() <= 1) {
      dropped.merge(receiverId, (long) count, Long::sum);
      return;
    }
    float[] i = Arrays.copyOfRange(block.i(), offset, offset + count);
    float[] q = Arrays.copyOfRange(block.q(), offset, offset + count);
    Long lost = dropped.remove(receiverId);
    chunks.add(new Chunk(receiverId, firstSample, i, q, anchor, lost == null ? 0 : lost));
  }

  synchronized void receiverEnded(int receiverId) {
    if (open.remove(receiverId) && open.isEmpty()) {
      end();
    }
  }

  /// May be called by more than one thread; one end mark is enough, and it has its place.
  synchronized void end() {
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
    return chunk == END ? null : chunk;
  }

  /// Stops listening.
  @Override
  public void close() {
    taps.remove(this);
  }
}
