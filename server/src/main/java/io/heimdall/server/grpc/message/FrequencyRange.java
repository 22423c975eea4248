package io.heimdall.server.grpc.message;

import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import org.jspecify.annotations.Nullable;

/// The two ends of a range of frequencies, each of which may be open.
///
/// @param minHz its lower end, inclusive
/// @param maxHz its upper end, inclusive
public record FrequencyRange(@Nullable Long minHz, @Nullable Long maxHz) {

  /// Reads a range in which 0 means open.
  ///
  /// @param path the message its fields are of, with a dot, or nothing where that is the request
  /// @param minHz its lower end
  /// @param maxHz its upper end
  /// @return the range
  /// @throws io.heimdall.server.failure.FailureException with FREQUENCY_RANGE_REVERSED
  public static FrequencyRange of(String path, long minHz, long maxHz) {
    if (maxHz != 0 && maxHz < minHz) {
      throw new Failure.Invalid(
              Reason.FREQUENCY_RANGE_REVERSED,
              path + "max_frequency_hz",
              "max_frequency_hz is %d, which is below min_frequency_hz, %d".formatted(maxHz, minHz))
          .exception();
    }
    return new FrequencyRange(minHz == 0 ? null : minHz, maxHz == 0 ? null : maxHz);
  }
}
