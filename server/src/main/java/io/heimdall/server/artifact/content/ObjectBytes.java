package io.heimdall.server.artifact.content;

import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.StorageFailure;
import io.heimdall.server.storage.StorageFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Bytes of an object, read in order through one connection to the store, which is made again where
/// it broke. One thread reads; any may cancel.
final class ObjectBytes implements AutoCloseable {

  /// After so many bytes the connection is given to whoever waits for one.
  private static final long MOST_AT_ONCE = 64L << 20;

  /// Connections that break one after another without a byte.
  private static final int MOST_BREAKS = 3;

  private final ObjectStore store;
  private final String key;
  private final ReentrantLock lock = new ReentrantLock();

  // The reader's thread only.
  private long position;
  private long endByte;
  private long openedTo;

  // Written under the lock.
  private volatile @Nullable InputStream answer;
  private volatile boolean cancelled;

  /// Begins at the first byte.
  ///
  /// @param store where the object is
  /// @param key its key
  /// @param endByte the byte before which reading ends, so that nothing behind it is asked for
  ObjectBytes(ObjectStore store, String key, long endByte) {
    this.store = store;
    this.key = key;
    this.endByte = endByte;
  }

  /// Says where reading ends from now on.
  ///
  /// @param newEnd the byte before which it does
  void endBefore(long newEnd) {
    rest();
    endByte = newEnd;
  }

  /// Reads the bytes from a position on; what follows the last read comes without a new request.
  ///
  /// @param from the first byte's place in the object
  /// @param into where to put them, from index 0
  /// @param length how many
  /// @throws StorageFailure of kind CORRUPT where the object ends before them, NOT_FOUND, or
  ///   UNAVAILABLE
  void read(long from, byte[] into, int length) {
    if (from != position) {
      rest();
      position = from;
    }
    int breaks = 0;
    int done = 0;
    while (done < length) {
      try {
        int got = opened().read(into, done, length - done);
        if (got < 0) {
          throw endsEarly();
        }
        breaks = 0;
        done += got;
        position += got;
        if (position == openedTo) {
          rest();
        }
      } catch (IOException e) {
        rest();
        breaks++;
        if (cancelled || breaks == MOST_BREAKS) {
          throw broken(e);
        }
      }
    }
  }

  private InputStream opened() throws IOException {
    InputStream open = answer;
    if (open != null) {
      return open;
    }
    long length = Math.min(endByte - position, MOST_AT_ONCE);
    InputStream opened = store.open(key, position, length);
    lock.lock();
    try {
      if (cancelled) {
        opened.close();
        throw new IOException("reading was cancelled");
      }
      answer = opened;
      openedTo = position + length;
      return opened;
    } finally {
      lock.unlock();
    }
  }

  /// Gives the connection back. The next read makes one again.
  void rest() {
    lock.lock();
    try {
      InputStream open = answer;
      answer = null;
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      System.getLogger(ObjectBytes.class.getName())
          .log(System.Logger.Level.DEBUG, "a connection did not close", e);
    } finally {
      lock.unlock();
    }
  }

  /// Breaks off the read under way, and any later one. Callable from any thread.
  void cancel() {
    cancelled = true;
    rest();
  }

  /// Gives the connection back.
  @Override
  public void close() {
    rest();
  }

  private StorageFailure endsEarly() {
    return new StorageFailure(
        Kind.CORRUPT,
        "%s ends at byte %d, expected are at least %d".formatted(key, position, endByte),
        key,
        null);
  }

  private StorageFailure broken(IOException cause) {
    return new StorageFailure(
        Kind.UNAVAILABLE,
        "cannot read byte %d of %s: the connection to the store broke".formatted(position, key),
        key,
        cause);
  }
}
