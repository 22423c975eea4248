package io.heimdall.server.artifact.model;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;

/// What the clock says at a command.
record Moment(Instant instant) {

  Timestamp stamp() {
    return stamp(instant);
  }

  Timestamp after(Duration duration) {
    return stamp(instant.plus(duration));
  }

  boolean isBefore(Timestamp stamp) {
    return instant.isBefore(instant(stamp));
  }

  static Timestamp stamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static Instant instant(Timestamp stamp) {
    return Instant.ofEpochSecond(stamp.getSeconds(), stamp.getNanos());
  }
}
