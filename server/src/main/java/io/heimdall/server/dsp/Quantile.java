package io.heimdall.server.dsp;

/// Order statistics without sorting: C. A. R. Hoare's selection (*Algorithm 65: Find*, CACM 4(7),
/// 1961) with the median of three as pivot; linear time on the average.
final class Quantile {

  private Quantile() {}

  /// The q-quantile, linear between ranks: the value at rank q (n − 1) in rising order.
  ///
  /// @param values numbers in any order, no NaN; reordered by the call
  /// @param count how many of them to look at, at least 1
  /// @param q from 0 to 1
  static double of(double[] values, int count, double q) {
    double rank = q * (count - 1);
    int below = (int) rank;
    select(values, count, below);
    double low = values[below];
    if (rank == below) {
      return low;
    }
    double high = values[below + 1];
    for (int n = below + 2; n < count; n++) {
      high = Math.min(high, values[n]);
    }
    return low + (rank - below) * (high - low);
  }

  /// Reorders values so that the one of a rank is in its place, with none larger before it and none
  /// smaller after it.
  private static void select(double[] values, int count, int rank) {
    int first = 0;
    int last = count - 1;
    while (first < last) {
      double pivot = pivot(values[first], values[(first + last) >>> 1], values[last]);
      int i = first;
      int j = last;
      while (i <= j) {
        while (values[i] < pivot) {
          i++;
        }
        while (values[j] > pivot) {
          j--;
        }
        if (i <= j) {
          double swap = values[i];
          values[i++] = values[j];
          values[j--] = swap;
        }
      }
      if (rank <= j) {
        last = j;
      } else if (rank >= i) {
        first = i;
      } else {
        return;
      }
    }
  }

  private static double pivot(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
