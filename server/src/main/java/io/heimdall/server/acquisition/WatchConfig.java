package io.heimdall.server.acquisition;

import java.time.Duration;

/// How acquisitions are followed on this node.
///
/// @param heartbeat the longest silence on a watch
/// @param poll how late new rows are found of which no bell told
/// @param longest how long a watch lasts before its watcher has to come again, which spreads
///   watchers over the nodes there are
/// @param tapBytes the most bytes of samples that wait for one slow listener
public record WatchConfig(Duration heartbeat, Duration poll, Duration longest, int tapBytes) {

  /// What is used where nothing is said. Five seconds of a receiver with 700,000 samples a second,
  /// or of fifty KiwiSDRs.
  public static final WatchConfig DEFAULTS =
      new WatchConfig(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofHours(1), 32 << 20);

  /// Refuses what cannot work.
  public WatchConfig {
    if (heartbeat.compareTo(Duration.ofSeconds(15)) > 0) {
      throw new IllegalArgumentException("the contract promises a heartbeat every 15 s");
    }
    if (!poll.isPositive() || !longest.isPositive() || tapBytes < 1) {
      throw new IllegalArgumentException("poll, longest and tapBytes must be above 0");
    }
  }

  /// The same with another longest watch.
  ///
  /// @param limit how long a watch lasts
  /// @return the configuration
  public WatchConfig withLongest(Duration limit) {
    return new WatchConfig(heartbeat, poll, limit, tapBytes);
  }
}
