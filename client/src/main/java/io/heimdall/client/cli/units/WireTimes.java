package io.heimdall.client.cli.units;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;

/// Times as the contract has them, and as Java does. Exact both ways.
public final class WireTimes {

  private WireTimes() {}

  /// From the contract.
  ///
  /// @param time what came
  /// @return the same time
  public static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /// To the contract.
  ///
  /// @param instant the time
  /// @return the same time
  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /// To the contract.
  ///
  /// @param duration how long
  /// @return the same
  public static com.google.protobuf.Duration duration(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
