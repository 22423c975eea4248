package io.heimdall.server.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What a look at the store found.
///
/// @param reachable whether it answered at all
/// @param bucketPresent whether the bucket is there
/// @param roundTrip how long it took to write, read back and remove a small object; absent when
///   that failed
/// @param versioned whether the bucket keeps old versions; absent where the store does not tell
/// @param freeBytes room left, where it is known
/// @param problem one sentence about what is wrong, absent when all is well
public record StoreStatus(
    boolean reachable,
    boolean bucketPresent,
    Optional<Duration> roundTrip,
    Optional<Boolean> versioned,
    OptionalLong freeBytes,
    Optional<String> problem) {

  /// Whether a small object could be written, read back unchanged, and removed.
  ///
  /// @return true when it could
  public boolean writable() {
    return roundTrip.isPresent();
  }
}
