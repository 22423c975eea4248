package io.heimdall.server.chaos;

import java.time.Duration;

/// What a run of the harness does.
///
/// @param duration how long faults happen
/// @param seed decides faults, receivers and what clients ask for
/// @param nodes how many servers
/// @param receivers how many receivers
/// @param pace the mean time between two faults
/// @param longest no acquisition and no fault lasts longer
/// @param settle how long everything may take to end once faults have
public record ChaosPlan(
    Duration duration,
    long seed,
    int nodes,
    int receivers,
    Duration pace,
    Duration longest,
    Duration settle) {

  private static final int MOST_NODES = 9;
  private static final int MOST_RECEIVERS = 60;

  /// Refuses what makes no sense.
  public ChaosPlan {
    check(duration.isPositive(), "duration must be positive");
    check(nodes >= 1 && nodes <= MOST_NODES, "nodes must be 1 to " + MOST_NODES);
    check(
        receivers >= 3 && receivers <= MOST_RECEIVERS, "receivers must be 3 to " + MOST_RECEIVERS);
    check(pace.isPositive(), "pace must be positive");
    check(longest.toMillis() > 2_500, "longest must be more than 2.5 s");
  }

  private static void check(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
