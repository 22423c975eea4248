package io.heimdall.server.chaos.fault;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Faults without end, the same for the same seed. One thread.
public final class FaultSchedule {

  private static final double SHORTEST = 0.2;
  private static final int MOST_PASSES = 12;

  private final SplittableRandom random;
  private final int nodes;
  private final Duration mean;
  private final Duration longest;
  private final List<String> failpoints;
  private int number;

  /// Makes a schedule.
  ///
  /// @param seed decides everything
  /// @param nodes how many servers there are
  /// @param mean the mean time between two faults
  /// @param longest no fault lasts longer; those that must are left out
  /// @param failpoints where servers can end themselves; empty for nowhere
  public FaultSchedule(
      long seed, int nodes, Duration mean, Duration longest, List<String> failpoints) {
    this.random = new SplittableRandom(seed);
    this.nodes = nodes;
    this.mean = mean;
    this.longest = longest;
    this.failpoints = List.copyOf(failpoints);
  }

  /// The next fault.
  ///
  /// @return a fault
  public Fault next() {
    number++;
    // Exponential times: faults come in bursts, and leave quiet between them.
    double factor = SHORTEST - (1 - SHORTEST) * Math.log(1 - random.nextDouble());
    Duration after = Duration.ofMillis(Math.round(mean.toMillis() * factor));
    FaultKind kind = kind();
    int node = 1 + random.nextInt(nodes);
    int most =
        Math.max(kind.leastMillis() + 1, (int) Math.min(kind.mostMillis(), longest.toMillis()));
    Duration lasts = Duration.ofMillis(random.nextInt(kind.leastMillis(), most));
    String failpoint =
        failpoints.isEmpty()
            ? ""
            : failpoints.get(random.nextInt(failpoints.size()))
                + ":"
                + (1 + random.nextInt(MOST_PASSES));
    return new Fault(number, after, kind, node, lasts, failpoint);
  }

  private FaultKind kind() {
    List<FaultKind> kinds =
        Arrays.stream(FaultKind.values())
            .filter(kind -> kind != FaultKind.FAILPOINT || !failpoints.isEmpty())
            .filter(kind -> kind.leastMillis() < longest.toMillis())
            .toList();
    int left = random.nextInt(kinds.stream().mapToInt(FaultKind::weight).sum());
    for (FaultKind kind : kinds) {
      left -= kind.weight();
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("weights do not add up");
  }
}
