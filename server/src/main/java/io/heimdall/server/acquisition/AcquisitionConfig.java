package io.heimdall.server.acquisition;

import java.time.Duration;

/// How this node runs acquisitions.
///
/// @param maxQueued how many may be due in the cluster without running; one more is refused
/// @param connectPatience how long the window's start waits for the slowest receiver
/// @param startMargin how far the start lies beyond the latest sample thrown away
/// @param segmentDuration the longest span of one stored object
/// @param backlog how much of a stream may wait for its recorder before samples are lost: longer
///   than the spool's disk takes to accept a segment
/// @param storePatience how long a recording that has ended waits for the store to take the rest
/// @param watching how it is followed
public record AcquisitionConfig(
    int maxQueued,
    Duration connectPatience,
    Duration startMargin,
    Duration segmentDuration,
    Duration backlog,
    Duration storePatience,
    WatchConfig watching) {

  /// What is used where nothing is said.
  public static final AcquisitionConfig DEFAULTS =
      new AcquisitionConfig(
          1000,
          Duration.ofSeconds(10),
          Duration.ofMillis(50),
          Duration.ofSeconds(60),
          Duration.ofSeconds(8),
          Duration.ofHours(1),
          WatchConfig.DEFAULTS);

  /// Refuses what cannot work.
  public AcquisitionConfig {
    if (maxQueued < 0) {
      throw new IllegalArgumentException("maxQueued must be at least 0");
    }
  }
}
