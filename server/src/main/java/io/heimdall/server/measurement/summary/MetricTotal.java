package io.heimdall.server.measurement.summary;

import io.heimdall.db.measurement.SeriesEntry;
import io.heimdall.db.measurement.SeriesMetric;
import org.jspecify.annotations.Nullable;

/// The values of one metric in one group, added one by one or as sums of some. One thread.
///
/// Two parts with `n1`, `n2` values, sums `s1`, `s2` and squared differences from their means `q1`,
/// `q2` merge to `q1 + q2 + (s2/n2 − s1/n1)² · n1 · n2 / (n1 + n2)` (Chan, Golub and LeVeque,
/// 1979), which loses nothing where values are large beside their differences.
final class MetricTotal {

  private static final double TENTHS = 10;

  private final SeriesMetric metric;
  private final Tenths tenths;
  private long count;
  private double sum;
  private double squares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /// What is at the ranks while a single sum is all there is.
  private int @Nullable [] foundAlone;

  /// @param budget of the whole answer
  MetricTotal(SeriesMetric metric, Budget budget) {
    this.metric = metric;
    this.tenths = new Tenths(budget);
  }

  /// @param values what to add
  /// @param room where to count
  void add(SeriesEntry.Values values, CountingRoom room) {
    long added = values.count();
    if (added == 0) {
      return;
    }
    if (count > 0) {
      double between = values.sum() / added - sum / count;
      squares += between * between * ((double) count * added / (count + added));
    }
    squares += values.spread();
    count += added;
    sum += values.sum();
    min = Math.min(min, values.min());
    max = Math.max(max, values.max());
    values.tenths(tenths);
    // At once, while the database is busy with the next sum, and this one's bytes are in the cache.
    foundAlone = count == added ? tenths.atRanksAlone(room, rank(1), rank(5), rank(9)) : null;
  }

  Summary.Figures figures() {
    return new Summary.Figures(metric, count, spread());
  }

  private Summary.@Nullable Spread spread() {
    if (count == 0) {
      return null;
    }
    int[] found = foundAlone != null ? foundAlone : tenths.atRanks(rank(1), rank(5), rank(9));
    return new Summary.Spread(
        sum / count,
        min,
        max,
        count < 2 ? null : (Double) Math.sqrt(squares / (count - 1)),
        found[0] / TENTHS,
        found[1] / TENTHS,
        found[2] / TENTHS);
  }

  /// The nearest rank of so many tenths of all values.
  private long rank(int part) {
    return Math.ceilDiv(part * count, 10);
  }
}
