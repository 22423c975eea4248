package io.heimdall.server.acquisition;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The bounded way from the thread that reads a receiver's socket to the thread that records.
///
/// A bounded set of blocks circulates: the reader borrows an empty one, fills it and sends it; the
/// recorder receives it and recycles it. A block is made when none is empty, so a recorder that
/// keeps up costs the memory of two or three. Each block has one owner at a time: reader, queue or
/// recorder. What happens when the recorder has fallen behind by the whole set is chosen at the
/// start: [#dropping(int, int, Duration)] for a receiver whose samples do not wait, or not for
/// long, [#waiting(int, int)] for one that sends as fast as it is read.
final class BlockPipe {

  private static final long FOR_EVER = Long.MAX_VALUE;

  private final long patienceNanos;
  private final int blockCapacity;
  private final BlockingQueue<IqBlock> empty;
  private final BlockingQueue<IqBlock> full;
  private final IqBlock end = new IqBlock(0);
  private final IqBlock scratch;

  // Reader thread only.
  private int unmade;
  private boolean dropped;

  private BlockPipe(int blocks, int blockCapacity, long patienceNanos) {
    this.patienceNanos = patienceNanos;
    this.blockCapacity = blockCapacity;
    this.unmade = blocks;
    // One place more in each: for the scratch block after the recorder's end, and for the end mark.
    empty = new ArrayBlockingQueue<>(blocks + 1);
    full = new ArrayBlockingQueue<>(blocks + 1);
    scratch = new IqBlock(blockCapacity);
  }

  /// Makes a pipe whose reader does not wait for long: blocks the recorder cannot take are then
  /// read and dropped until it takes some again, and the next one sent carries the loss with cause
  /// `OVERFLOW`.
  ///
  /// @param blocks the most that circulate
  /// @param blockCapacity samples each can hold
  /// @param patience how long the reader may wait
  /// @return the pipe
  static BlockPipe dropping(int blocks, int blockCapacity, Duration patience) {
    return new BlockPipe(blocks, blockCapacity, patience.toNanos());
  }

  /// Makes a pipe whose reader waits for the recorder, and so makes the receiver wait.
  ///
  /// @param blocks the most that circulate
  /// @param blockCapacity samples each can hold
  /// @return the pipe
  static BlockPipe waiting(int blocks, int blockCapacity) {
    return new BlockPipe(blocks, blockCapacity, FOR_EVER);
  }

  /// Borrows a block to fill.
  ///
  /// @return an empty block, or one whose samples will be dropped
  /// @throws InterruptedException when the acquisition is being ended
  IqBlock borrow() throws InterruptedException {
    IqBlock block = empty.poll();
    if (block != null) {
      return block;
    }
    if (unmade > 0) {
      unmade--;
      return new IqBlock(blockCapacity);
    }
    if (patienceNanos == FOR_EVER) {
      return empty.take();
    }
    block = dropped ? null : empty.poll(patienceNanos, TimeUnit.NANOSECONDS);
    return block == null ? scratch : block;
  }

  /// Hands a filled block on.
  ///
  /// @param block a block from [#borrow()], no longer the caller's
  void send(IqBlock block) {
    if (block == scratch) {
      dropped = true;
      return;
    }
    if (dropped) {
      block.lossCause(Gap.Cause.OVERFLOW);
      dropped = false;
    }
    full.add(block);
  }

  /// Says that no more blocks come. The queue has a place kept for this.
  void end() {
    full.add(end);
  }

  /// Waits for the next block.
  ///
  /// @return a block the caller must recycle, or null after the last
  /// @throws InterruptedException when the acquisition is being ended
  @Nullable IqBlock receive() throws InterruptedException {
    IqBlock block = full.take();
    return block == end ? null : block;
  }

  /// Says that the recorder takes no more, so that a waiting reader goes on to find its stream
  /// closed.
  void abandon() {
    empty.add(scratch);
  }

  /// Gives a block back.
  ///
  /// @param block a block from [#receive()], no longer the caller's
  void recycle(IqBlock block) {
    empty.add(block);
  }
}
