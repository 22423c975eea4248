package io.heimdall.server.grpc;

import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// The memory for bytes on their way to clients that may read slowly. Large chunks are faster, and
/// wait in memory; so the first downloads have them, those that come while these run have small
/// ones, and what comes beyond is refused. Safe for any number of threads.
final class DownloadPlaces {

  /// Chunks of the first ones.
  static final int WIDE_BYTES = 1 << 20;

  /// Chunks of the others.
  static final int NARROW_BYTES = 256 << 10;

  /// Two chunks may wait for the client, and one is being made.
  private static final int CHUNKS_HELD = 3;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final Semaphore wide;
  private final Semaphore narrow;
  private final int limit;

  /// Shares memory out.
  ///
  /// @param budgetBytes the most that waits for clients
  DownloadPlaces(long budgetBytes) {
    this.wide = places(budgetBytes / 2, WIDE_BYTES);
    this.narrow = places(budgetBytes / 2, NARROW_BYTES);
    this.limit = wide.availablePermits() + narrow.availablePermits();
  }

  private static Semaphore places(long bytes, int chunkBytes) {
    return new Semaphore(Math.clamp(bytes / CHUNKS_HELD / chunkBytes, 1, 10_000));
  }

  /// A place for one download.
  ///
  /// @param chunkBytes the most bytes of its chunks
  /// @param places where it is given back
  record Place(int chunkBytes, Semaphore places) implements AutoCloseable {

    /// Gives it back, once.
    @Override
    public void close() {
      places.release();
    }
  }

  /// Takes a place.
  ///
  /// @return the place, which the caller closes
  /// @throws FailureException with TOO_MANY_STREAMS
  Place take() {
    if (wide.tryAcquire()) {
      return new Place(WIDE_BYTES, wide);
    }
    if (narrow.tryAcquire()) {
      return new Place(NARROW_BYTES, narrow);
    }
    throw new Failure.Exhausted(
            Reason.TOO_MANY_STREAMS,
            "the server sends %d artifacts at a time, and that many are being sent; try again"
                .formatted(limit),
            RETRY_AFTER,
            Map.of("limit", Integer.toString(limit)))
        .exception();
  }
}
