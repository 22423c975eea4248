package io.heimdall.server.acquisition;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// The bounded way from the thread that reads a receiver's socket to the thread that records.
///
/// A fixed set of blocks circulates: the reader borrows an empty one, fills it and sends it; the
/// recorder receives it and recycles it. The reader is never blocked: when the recorder has fallen
/// behind by the whole set, blocks are read and dropped, and the next one sent carries the loss
/// with cause `OVERFLOW`. Each block has one owner at a time: reader, queue or recorder.
final class BlockPipe {

  private final BlockingQueue<IqBlock> empty;
  private final BlockingQueue<IqBlock> full;
  private final IqBlock end = new IqBlock(0);

  // Reader thread only.
  private final IqBlock scratch;
  private boolean dropped;

  /// Makes a pipe with all its blocks empty.
  ///
  /// @param blocks how many circulate
  /// @param blockCapacity samples each can hold
  BlockPipe(int blocks, int blockCapacity) {
    empty = new ArrayBlockingQueue<>(blocks);
    full = new ArrayBlockingQueue<>(blocks + 1);
    for (int n = 0; n < blocks; n++) {
      empty.add(new IqBlock(blockCapacity));
    }
    scratch = new IqBlock(blockCapacity);
  }

  /// Borrows a block to fill; never waits.
  ///
  /// @return an empty block, or one whose samples will be dropped because the recorder is behind
  IqBlock borrow() {
    IqBlock block = empty.poll();
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

  /// Gives a block back.
  ///
  /// @param block a block from [#receive()], no longer the caller's
  void recycle(IqBlock block) {
    empty.add(block);
  }
}
