package io.heimdall.server.receiver.replay;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.file.IqFileReader;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.StreamInfo;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A file that is played again: each block comes when its last sample has been taken, by the file's
/// time moved to now. What had been taken before the file was opened is passed over, as with a
/// receiver that one begins to listen to.
final class PlayedFile implements IqStream {

  private final IqFileReader reader;
  private final StreamInfo info;
  private final ReplayTime time;
  private final long shiftNanos;
  private final long openedUtcNanos;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final CountDownLatch closed = new CountDownLatch(1);

  // Reading thread only.
  private long skipped;
  private boolean begun;

  PlayedFile(IqFileReader reader, StreamInfo info, ReplayTime time, long shiftNanos) {
    this.reader = reader;
    this.info = info;
    this.time = time;
    this.shiftNanos = shiftNanos;
    this.openedUtcNanos = time.nowUtcNanos();
  }

  @Override
  public StreamInfo info() {
    return info;
  }

  @Override
  public int blockCapacity() {
    return IqFileReader.BLOCK_SAMPLES;
  }

  @Override
  public boolean next(IqBlock block) throws ReceiverFailure {
    try {
      while (reader.next(block)) {
        long takenUtcNanos = block.arrivalUtcNanos() + shiftNanos;
        if (begun || takenUtcNanos > openedUtcNanos) {
          await(takenUtcNanos - time.nowUtcNanos());
          move(block, takenUtcNanos);
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      if (closed.getCount() == 0) {
        throw broken();
      }
      throw FileInfo.failure(String.valueOf(info.facts().get("file")), e);
    }
  }

  private void await(long nanos) throws ReceiverFailure {
    try {
      if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
        throw broken();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw broken();
    }
  }

  /// The stream begins with the first block that is delivered.
  private void move(IqBlock block, long takenUtcNanos) {
    if (!begun) {
      begun = true;
      skipped = block.firstSample();
    }
    block.renumber(block.firstSample() - skipped);
    block.arrivalUtcNanos(takenUtcNanos);
    if (block.stampUtcNanos() != IqBlock.NO_STAMP) {
      block.stamp(block.stampUtcNanos() + shiftNanos, block.fixAgeSeconds());
    }
  }

  private static ReceiverFailure broken() {
    return new ReceiverFailure(FailureReason.DISCONNECTED, "the file has been closed");
  }

  @Override
  public void close() {
    if (!open.compareAndSet(true, false)) {
      return;
    }
    closed.countDown();
    time.closed();
    try {
      reader.close();
    } catch (IOException e) {
      System.getLogger(PlayedFile.class.getName())
          .log(System.Logger.Level.DEBUG, "a file was closed badly", e);
    }
  }
}
