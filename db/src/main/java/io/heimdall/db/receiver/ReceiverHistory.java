package io.heimdall.db.receiver;

import org.jspecify.annotations.Nullable;

/// How a receiver did of late; null where there was nothing.
///
/// @param uptime the share of its checks that received samples, 0 to 1
/// @param medianSnrDb the median of its SNRs around a frequency, in the signals' own bandwidth
/// @param timingClass how the samples of its newest measurement are dated
public record ReceiverHistory(
    @Nullable Double uptime, @Nullable Double medianSnrDb, @Nullable String timingClass) {

  /// Nothing is known.
  public static final ReceiverHistory UNKNOWN = new ReceiverHistory(null, null, null);
}
