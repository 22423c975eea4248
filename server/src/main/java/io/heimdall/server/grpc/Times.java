package io.heimdall.server.grpc;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Instants on the wire.
final class Times {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private Times() {}

  static Timestamp of(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static Timestamp ofUnixNanos(long nanos) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(nanos, NANOS_PER_SECOND))
        .setNanos((int) Math.floorMod(nanos, NANOS_PER_SECOND))
        .build();
  }

  /// An instant of a request.
  ///
  /// @param field its path in the request
  static Instant read(String field, Timestamp timestamp) {
    if (!Timestamps.isValid(timestamp)) {
      throw new Failure.Invalid(
              Reason.FIELD_INVALID, field, field + " must lie in the years 1 to 9999")
          .exception();
    }
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  /// The two ends of a time range, each of which may be open.
  record Range(@Nullable Instant from, @Nullable Instant before) {

    /// Refuses a range that ends before it begins.
    static Range of(
        String fromField,
        @Nullable Timestamp from,
        String beforeField,
        @Nullable Timestamp before) {
      Instant first = from == null ? null : read(fromField, from);
      Instant end = before == null ? null : read(beforeField, before);
      if (first != null && end != null && end.isBefore(first)) {
        throw new Failure.Invalid(
                Reason.TIME_RANGE_REVERSED,
                beforeField,
                "%s is %s, which is before %s, %s".formatted(beforeField, end, fromField, first))
            .exception();
      }
      return new Range(first, end);
    }
  }
}
