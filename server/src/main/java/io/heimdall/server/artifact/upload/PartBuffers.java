package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.StoredFile;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The memory of all uploads of this server. A part has room for all of it before its first byte
/// comes; who waits for room is served in turn, and must hold none meanwhile, so that nobody waits
/// for one who waits. Somebody who has half of the room, or would, lets others go first. Safe for
/// any number of threads.
final class PartBuffers {

  private final long budgetBytes;

  // Under the lock of this.
  private long usedBytes;

  /// Buffers of the usual size that nobody uses, to be used again: they count as room.
  private final Queue<ByteBuffer> idle = new ArrayDeque<>();

  private final Queue<Claim> waiting = new ArrayDeque<>();

  /// By who has them.
  private final Map<String, Long> shares = new HashMap<>();

  /// @param budgetBytes the room; parts are no larger than half of it
  PartBuffers(long budgetBytes) {
    this.budgetBytes = budgetBytes;
  }

  /// The most bytes of a part.
  ///
  /// @return bytes, whole blocks
  long mostPartBytes() {
    return budgetBytes / 2 / StoredFile.BLOCK_BYTES * StoredFile.BLOCK_BYTES;
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
  /// @param owner who uploads
  /// @param bytes how much
  /// @return the room; empty where there is none
  Optional<Buffer> takeNow(String owner, long bytes) {
    synchronized (this) {
      if (!waiting.isEmpty() || usedBytes + bytes > budgetBytes) {
        return Optional.empty();
      }
      use(owner, bytes);
    }
    return Optional.of(new Buffer(owner, bytes));
  }

  /// Gets in line for room.
  ///
  /// @param owner who uploads
  /// @param bytes how much
  /// @return the place in the line
  Claim claim(String owner, long bytes) {
    if (bytes > budgetBytes) {
      throw new IllegalArgumentException(
          "a part of %d bytes, where all have %d".formatted(bytes, budgetBytes));
    }
    var claim = new Claim(owner, bytes);
    synchronized (this) {
      waiting.add(claim);
      grant();
    }
    return claim;
  }

  private synchronized void grant() {
    for (Claim next = next();
        next != null && usedBytes + next.bytes <= budgetBytes;
        next = next()) {
      var _ = waiting.remove(next);
      use(next.owner, next.bytes);
      next.granted = true;
      next.over.countDown();
    }
  }

  /// The first, unless that one would have more than half and somebody else would not.
  private @Nullable Claim next() {
    Claim first = waiting.peek();
    return first == null || modest(first)
        ? first
        : waiting.stream()
            .filter(claim -> !claim.owner.equals(first.owner) && modest(claim))
            .findFirst()
            .orElse(first);
  }

  private boolean modest(Claim claim) {
    return shares.getOrDefault(claim.owner, 0L) + claim.bytes <= budgetBytes / 2;
  }

  private void use(String owner, long bytes) {
    usedBytes += bytes;
    shares.merge(owner, bytes, Long::sum);
  }

  private synchronized void free(String owner, long bytes, ByteBuffer buffer) {
    usedBytes -= bytes;
    shares.computeIfPresent(owner, (_, share) -> share == bytes ? null : share - bytes);
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
    private final String owner;
    private final long bytes;
    private final CountDownLatch over = new CountDownLatch(1);

    // Under the lock of the buffers.
    private boolean granted;

    private Claim(String owner, long bytes) {
      this.owner = owner;
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
          new Buffer(owner, bytes).close();
        }
        throw e;
      }
      return taken() ? new Buffer(owner, bytes) : null;
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
    private final String owner;
    private final long size;
    private @Nullable ByteBuffer bytes;

    private Buffer(String owner, long size) {
      this.owner = owner;
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
        free(owner, size, open);
      }
    }
  }
}
