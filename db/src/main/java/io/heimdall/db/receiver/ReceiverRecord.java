package io.heimdall.db.receiver;

import io.heimdall.db.clock.ClockTest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a receiver did of late.
///
/// @param uptime24h share of the checks of the last 24 h that received samples, 0 to 1; null where
///   there was none
/// @param uptime7d the same of the last 7 days
/// @param lastSnr its newest measurement with a signal; null where there is none
/// @param lastClockTest the newest test of its clock; null where there is none
public record ReceiverRecord(
    @Nullable Double uptime24h,
    @Nullable Double uptime7d,
    @Nullable Snr lastSnr,
    @Nullable ClockTest lastClockTest) {

  /// Of a receiver nobody has tried.
  public static final ReceiverRecord NONE = new ReceiverRecord(null, null, null, null);

  /// A measured signal.
  ///
  /// @param at when its first sample was received
  /// @param snrDb signal to noise in the signal's own bandwidth
  public record Snr(Instant at, double snrDb) {}
}
