package io.heimdall.server.artifact.upload;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Looks after the writer of an upload, on a virtual thread: keeps it the writer for as long as it
/// is heard of or is at work, and notices when too little comes.
final class UploadWatch implements AutoCloseable {

  /// The writer.
  interface Watched {
    /// Stays the writer.
    void renew();

    /// Too little has come. Does nothing while it is at work.
    void stalled();

    /// Whether it is at work: nobody waits for the caller.
    boolean working();
  }

  private final UploadPace pace;
  private final Watched watched;
  private final CountDownLatch closed = new CountDownLatch(1);

  // Written by the thread that sends, read by the one that watches.
  private final AtomicLong enoughNanos = new AtomicLong(System.nanoTime());
  private volatile boolean heard;

  private long heardBytes;

  UploadWatch(UploadPace pace, Watched watched) {
    this.pace = pace;
    this.watched = watched;
  }

  void start() {
    var _ = Thread.ofVirtual().name("upload-watch").start(this::watch);
  }

  /// Bytes have come.
  ///
  /// @param bytes how many
  void heard(int bytes) {
    heard = true;
    heardBytes += bytes;
    if (heardBytes >= pace.leastBytes()) {
      heardBytes = 0;
      enoughNanos.set(System.nanoTime());
    }
  }

  /// The caller was kept waiting, which does not count against it.
  ///
  /// @param nanos for how long
  void worked(long nanos) {
    var _ = enoughNanos.addAndGet(nanos);
  }

  private void watch() {
    try {
      while (!closed.await(pace.look().toNanos(), TimeUnit.NANOSECONDS)) {
        if (watched.working() || heard) {
          heard = false;
          watched.renew();
        }
        if (System.nanoTime() - enoughNanos.get() >= pace.stall().toNanos()) {
          watched.stalled();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends the watch; whatever it does at the moment is not waited for.
  @Override
  public void close() {
    closed.countDown();
  }
}
