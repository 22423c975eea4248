package io.heimdall.server.chaos.check;

import java.util.Collection;
import java.util.List;

/// How a number of times are spread.
public final class Percentiles {

  private final List<Double> sorted;

  private Percentiles(List<Double> sorted) {
    this.sorted = sorted;
  }

  /// Sorts values.
  ///
  /// @param values any number
  /// @return their spread
  public static Percentiles of(Collection<Double> values) {
    return new Percentiles(values.stream().sorted().toList());
  }

  /// How many values there are.
  ///
  /// @return the count
  public int count() {
    return sorted.size();
  }

  /// The smallest value that at least so many percent do not exceed.
  ///
  /// @param percent 0 to 100
  /// @return the value; NaN of none
  public double at(double percent) {
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.get(Math.clamp(rank - 1, 0, sorted.size() - 1));
  }
}
