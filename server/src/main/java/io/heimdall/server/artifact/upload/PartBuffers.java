package io.heimdall.server.artifact.upload;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The memory of all uploads of this server. A part has room for all of it before its first byte
/// comes; who waits for room is served in turn, and must hold none meanwhile, so that nobody waits
/// for one who waits. Safe for any number of threads.
final class PartBuffers {

  private final long budgetBytes;

  // Under the lock of this.
  private long usedBytes;

  /// Buffers of the usual size that nobody uses, to be used again: they count as room.
  private final Queue<ByteBuffer> idle = new ArrayDeque<>();

  private final Queue<Claim> waiting = new ArrayDeque<>();

  /// @param budgetBytes the room; parts are no larger than half of it
  PartBuffers(long budgetBytes) {
    this.budgetBytes = budgetBytes;
  }

  /// How many bytes are in use.
  ///
  /// @return bytes
  synchronized long usedBytes() {
    return usedBytes;
  }

  /// How many wait for room.
  ///
  /// @return claims
  synchronized int waiting() {
    return waiting.size();
  }

  /// Takes room if there is some, and nobody waits for it.
  ///
  /// @param bytes how much
  /// @return the room; empty where there is none
  Optional<Buffer> takeNow(long bytes) {
    synchronized (this) {
      if (!waiting.isEmpty() || usedBytes + bytes > budgetBytes) {
        return Optional.empty();
      }
      usedBytes += bytes;
    }
    return Optional.of(new Buffer(bytes));
  }

  /// Gets in line for room.
  ///
  /// @param bytes how much
  /// @return the place in the line
  Claim claim(long bytes) {
    if (bytes > budgetBytes) {
      throw new IllegalArgumentException(
          "a part of %d bytes, where all have %d".formatted(bytes, budgetBytes));
    }
    var claim = new Claim(bytes);
    synchronized (this) {
      waiting.add(claim);
      grant();
    }
    return claim;
  }

  private synchronized void grant() {
    for (Claim next = waiting.peek();
        next != null && usedBytes + next.bytes <= budgetBytes;
        next = waiting.peek()) {
      var _ = waiting.remove();
      usedBytes += next.bytes;
      next.granted = true;
      next.over.countDown();
    }
  }

  private synchronized void free(long bytes, ByteBuffer buffer) {
    usedBytes -= bytes;
    if (buffer.capacity() == PartSizes.PART_BYTES) {
      idle.add(buffer);
    }
    grant();
  }

  private synchronized Optional<ByteBuffer> again(long bytes) {
    ByteBuffer found = bytes == PartSizes.PART_BYTES ? idle.poll() : null;
    while (!idle.isEmpty() && usedBytes + idle.size() * PartSizes.PART_BYTES > budgetBytes) {
      var _ = idle.remove();
    }
    return Optional.ofNullable(found);
  }

  /// A place in the line for room. One thread waits; any may cancel.
  final class Claim {
    private final long bytes;
    private final CountDownLatch over = new CountDownLatch(1);

    // Under the lock of the buffers.
    private boolean granted;

    private Claim(long bytes) {
      this.bytes = bytes;
    }

    /// Waits for its turn.
    ///
    /// @return the room; null where it was cancelled
    /// @throws InterruptedException when the wait is broken off; the place is given up
    @Nullable Buffer await() throws InterruptedException {
      try {
        over.await();
      } catch (InterruptedException e) {
        cancel();
        if (taken()) {
          new Buffer(bytes).close();
        }
        throw e;
      }
      return taken() ? new Buffer(bytes) : null;
    }

    private boolean taken() {
      synchronized (PartBuffers.this) {
        return granted;
      }
    }

    /// Gives the place up; room that was granted stays so.
    void cancel() {
      synchronized (PartBuffers.this) {
        if (waiting.remove(this)) {
          over.countDown();
          grant();
        }
      }
    }
  }

  /// Room for a part. Belongs to one thread at a time.
  final class Buffer implements AutoCloseable {
    private final long size;
    private @Nullable ByteBuffer bytes;

    private Buffer(long size) {
      this.size = size;
      this.bytes = again(size).orElseGet(() -> ByteBuffer.allocate(Math.toIntExact(size))).clear();
    }

    /// The room.
    ///
    /// @return a buffer of the size that was asked for
    ByteBuffer bytes() {
      ByteBuffer open = bytes;
      if (open == null) {
        throw new IllegalStateException("the room of a part was given back");
      }
      return open;
    }

    /// Gives the room back. Idempotent.
    @Override
    public void close() {
      ByteBuffer open = bytes;
      if (open != null) {
        bytes = null;
        free(size, open);
      }
    }
  }
}
