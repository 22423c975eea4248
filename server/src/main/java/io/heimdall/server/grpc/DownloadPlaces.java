package io.heimdall.server.grpc;

import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The memory for bytes on their way to clients that may read slowly. Large chunks are faster, and
/// wait in memory; so the first downloads have them, those that come while these run have small
/// ones, and what comes beyond is refused. No caller has more than half of the places. Safe for any
/// number of threads.
final class DownloadPlaces {

  /// Chunks of the first ones.
  static final int WIDE_BYTES = 1 << 20;

  /// Chunks of the others.
  static final int NARROW_BYTES = 256 << 10;

  /// Two chunks may wait for the client, and one is being made.
  private static final int CHUNKS_HELD = 3;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final Places wide;
  private final Places narrow;

  /// Shares memory out.
  ///
  /// @param budgetBytes the most that waits for clients
  DownloadPlaces(long budgetBytes) {
    this.wide = new Places(budgetBytes / 2, WIDE_BYTES);
    this.narrow = new Places(budgetBytes / 2, NARROW_BYTES);
  }

  /// Places of one size.
  private static final class Places {
    private final int chunkBytes;
    private final int all;

    // Under the lock of this.
    private int taken;
    private final Map<String, Integer> shares = new HashMap<>();

    private Places(long bytes, int chunkBytes) {
      this.chunkBytes = chunkBytes;
      this.all = Math.clamp(bytes / CHUNKS_HELD / chunkBytes, 1, 10_000);
    }

    private synchronized Optional<Place> take(String caller) {
      int share = shares.getOrDefault(caller, 0);
      if (taken == all || share >= Math.ceilDiv(all, 2)) {
        return Optional.empty();
      }
      taken++;
      shares.put(caller, share + 1);
      return Optional.of(new Place(chunkBytes, () -> giveBack(caller)));
    }

    private synchronized void giveBack(String caller) {
      taken--;
      shares.computeIfPresent(caller, (_, share) -> share == 1 ? null : share - 1);
    }
  }

  /// A place for one download.
  ///
  /// @param chunkBytes the most bytes of its chunks
  /// @param back gives it back
  record Place(int chunkBytes, Runnable back) implements AutoCloseable {

    /// Gives it back, once.
    @Override
    public void close() {
      back.run();
    }
  }

  /// Takes a place.
  ///
  /// @param caller who downloads
  /// @return the place, which the caller closes
  /// @throws FailureException with TOO_MANY_STREAMS
  Place take(String caller) {
    return wide.take(caller).or(() -> narrow.take(caller)).orElseThrow(this::refused);
  }

  private FailureException refused() {
    int limit = wide.all + narrow.all;
    return new Failure.Exhausted(
            Reason.TOO_MANY_STREAMS,
            ("the server sends %d artifacts at a time, half of them to one caller, and that many"
                    + " are being sent; try again")
                .formatted(limit),
            RETRY_AFTER,
            Map.of("limit", Integer.toString(limit)))
        .exception();
  }
}
