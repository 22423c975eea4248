package io.heimdall.server.acquisition;

import java.time.Duration;

/// How this node runs acquisitions.
///
/// @param maxRunning how many may run at once; one more is refused
/// @param connectPatience how long the window's start waits for the slowest receiver
/// @param startMargin how far the start lies beyond the latest sample thrown away
/// @param segmentDuration the longest span of one stored object
/// @param backlog how much of a stream may wait for its recorder before samples are lost: longer
///   than the store takes to accept a segment
/// @param heartbeat the longest silence on a watch
/// @param tapSeconds how much of a live stream a slow listener may be behind
public record AcquisitionConfig(
    int maxRunning,
    Duration connectPatience,
    Duration startMargin,
    Duration segmentDuration,
    Duration backlog,
    Duration heartbeat,
    int tapSeconds) {

  /// What is used where nothing is said.
  public static final AcquisitionConfig DEFAULTS =
      new AcquisitionConfig(
          100,
          Duration.ofSeconds(10),
          Duration.ofMillis(50),
          Duration.ofSeconds(60),
          Duration.ofSeconds(8),
          Duration.ofSeconds(10),
          5);

  /// Refuses what cannot work.
  public AcquisitionConfig {
    if (maxRunning < 1 || tapSeconds < 1) {
      throw new IllegalArgumentException("maxRunning and tapSeconds must be at least 1");
    }
    if (heartbeat.compareTo(Duration.ofSeconds(15)) > 0) {
      throw new IllegalArgumentException("the contract promises a heartbeat every 15 s");
    }
  }
}
