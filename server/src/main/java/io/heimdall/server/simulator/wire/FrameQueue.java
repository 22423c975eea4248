package io.heimdall.server.simulator.wire;

/// What waits for a client that reads slowly: frame numbers and positions, rendered only when their
/// turn comes. Once full it takes nothing until it is half empty, so that a slow client loses a
/// block and not every other frame; that is how the real server's buffers behave. Not thread safe.
final class FrameQueue {

  private final long[] sequences;
  private final long[] positions;
  private int head;
  private int size;
  private boolean refusing;

  /// Makes an empty queue.
  ///
  /// @param capacity the frames it holds before it refuses more
  FrameQueue(int capacity) {
    sequences = new long[capacity];
    positions = new long[capacity];
  }

  /// Adds a frame.
  ///
  /// @return false when the frame is lost
  boolean offer(long sequence, long position) {
    refusing = refusing ? size >= sequences.length / 2 : size >= sequences.length;
    if (refusing) {
      return false;
    }
    int at = (head + size++) % sequences.length;
    sequences[at] = sequence;
    positions[at] = position;
    return true;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long headSequence() {
    return sequences[head];
  }

  long headPosition() {
    return positions[head];
  }

  void remove() {
    head = (head + 1) % sequences.length;
    size--;
  }
}
