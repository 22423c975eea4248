package io.heimdall.server.artifact.upload;

import java.time.Duration;
import java.util.List;

/// What is taken in, and with how much room.
///
/// @param limitBytes the most bytes of a file
/// @param memoryBytes the most bytes that all uploads of this server hold in memory; two parts at
///   least
/// @param typesAllowed media types that are kept, `image/*` for all of a kind; none for all
/// @param typesDenied media types that are not
/// @param retention how long an upload that nobody continues is kept
public record UploadConfig(
    long limitBytes,
    long memoryBytes,
    List<String> typesAllowed,
    List<String> typesDenied,
    Duration retention) {

  /// The most bytes of a file, whatever is configured: it must not need more parts than a store
  /// takes, and none that is larger than the room for all.
  public static final long MOST_BYTES = 100L << 30;

  private static final long MOST_USUAL_MEMORY_BYTES = 256 << 20;

  /// Room for the two largest parts.
  private static final long LEAST_MEMORY_BYTES = 2 * PartSizes.LATER_PART_BYTES;

  /// Refuses what is no limit, and takes no less memory than it needs.
  public UploadConfig {
    if (limitBytes < 1 || limitBytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a limit of 1 byte to 100 GiB is expected, not %d bytes".formatted(limitBytes));
    }
    memoryBytes = Math.max(memoryBytes, LEAST_MEMORY_BYTES);
    typesAllowed = List.copyOf(typesAllowed);
    typesDenied = List.copyOf(typesDenied);
  }

  /// The room for uploads where none is configured.
  ///
  /// @return a quarter of the heap, at most 256 MiB
  public static long usualMemoryBytes() {
    return Math.min(Runtime.getRuntime().maxMemory() / 4, MOST_USUAL_MEMORY_BYTES);
  }
}
