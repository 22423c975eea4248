package io.heimdall.server.artifact.upload;

import java.security.MessageDigest;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The hash of an upload's bytes, part by part in their order, made while the next part is filled.
/// One thread adds parts and asks; each part is hashed by a thread of its own that waits for the
/// one before it.
final class RunningSum {

  /// Of the parts that were added; written by the thread of the last one, read after its end.
  private MessageDigest digest;

  private @Nullable Hashing last;

  /// A part that is being hashed. Closing waits until it is. It holds no thread: one that has ended
  /// still holds its part, and the one before it, and so all parts.
  record Hashing(CountDownLatch hashed) implements AutoCloseable {

    /// An interrupt is kept for later: it never takes long.
    @Override
    public void close() {
      boolean interrupted = false;
      boolean waits = true;
      while (waits) {
        try {
          hashed.await();
          waits = false;
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// @param digest the hash of nothing
  RunningSum(MessageDigest digest) {
    this.digest = digest;
  }

  /// Goes on with a part, whose bytes must stay until it is hashed.
  ///
  /// @param part the next one
  /// @return to be closed before the bytes go; null where it is hashed already
  @Nullable Hashing add(Part part) {
    if (part instanceof PackedPart) {
      // It has hashed what it packed.
      digest = part.hash(digest());
      return null;
    }
    Hashing before = last;
    var hashing = new Hashing(new CountDownLatch(1));
    var _ =
        Thread.ofVirtual()
            .name("upload-hash")
            .start(() -> {
              try {
                await(before);
                digest = part.hash(digest);
              } finally {
                hashing.hashed().countDown();
              }
            });
    last = hashing;
    return hashing;
  }

  /// The hash of all parts that were added.
  MessageDigest digest() {
    await(last);
    return digest;
  }

  private static void await(@Nullable Hashing hashing) {
    if (hashing != null) {
      hashing.close();
    }
  }
}
