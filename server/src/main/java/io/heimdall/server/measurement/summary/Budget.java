package io.heimdall.server.measurement.summary;

import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;

/// The memory that the groups of one answer and their values may take. One thread.
final class Budget {

  private final long mostBytes;
  private long bytes;

  Budget(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /// Takes memory for groups or values.
  ///
  /// @param more how many bytes
  /// @throws FailureException with VALUES_TOO_MANY
  void take(long more) {
    bytes += more;
    if (bytes > mostBytes) {
      throw new Failure.Invalid(
              Reason.VALUES_TOO_MANY,
              "metrics",
              "the groups and the values whose ranks are asked for take more than the %d bytes that an"
                      .formatted(mostBytes)
                  + " answer may: ask for wider buckets, for less time, or for fewer groups or"
                  + " metrics")
          .exception();
    }
  }
}
