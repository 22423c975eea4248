package io.heimdall.server.chaos.check;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/// Times of the contract as numbers.
final class Times {

  private static final long NANO = 1_000_000_000L;

  private Times() {}

  /// Nanoseconds since 1970.
  static long nanos(Timestamp time) {
    return time.getSeconds() * NANO + time.getNanos();
  }

  static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
