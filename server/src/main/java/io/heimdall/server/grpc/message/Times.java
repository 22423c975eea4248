package io.heimdall.server.grpc.message;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Instants on the wire.
public final class Times {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private Times() {}

  /// An instant.
  ///
  /// @param instant the domain's
  /// @return the wire's
  public static Timestamp of(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /// A time in nanoseconds.
  ///
  /// @param nanos nanoseconds since 1970-01-01T00:00:00Z
  /// @return the wire's
  public static Timestamp ofUnixNanos(long nanos) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(nanos, NANOS_PER_SECOND))
        .setNanos((int) Math.floorMod(nanos, NANOS_PER_SECOND))
        .build();
  }

  /// An instant of a request.
  ///
  /// @param field its path in the request
  /// @param timestamp what came
  /// @return the domain's
  /// @throws io.heimdall.server.failure.FailureException with FIELD_INVALID outside the years 1 to
  ///   9999
  public static Instant read(String field, Timestamp timestamp) {
    if (!Timestamps.isValid(timestamp)) {
      throw new Failure.Invalid(
              Reason.FIELD_INVALID, field, field + " must lie in the years 1 to 9999")
          .exception();
    }
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  /// The two ends of a time range, each of which may be open.
  ///
  /// @param from its beginning, inclusive
  /// @param before its end, exclusive
  public record Range(@Nullable Instant from, @Nullable Instant before) {

    /// Reads a range, and refuses one that ends before it begins.
    ///
    /// @param fromField the beginning's path in the request
    /// @param from the beginning; null for open
    /// @param beforeField the end's path in the request
    /// @param before the end; null for open
    /// @return the range
    /// @throws io.heimdall.server.failure.FailureException with TIME_RANGE_REVERSED
    public static Range of(
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
