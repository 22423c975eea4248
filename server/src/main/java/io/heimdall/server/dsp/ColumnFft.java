package io.heimdall.server.dsp;

/// Transforms all columns of a matrix at once, over its rows: Stockham's algorithm as in
/// [StockhamFft], with a row in place of each number, so that reordering costs nothing.
final class ColumnFft {

  private final int size;

  /// `cos(2πk/n)` and `−sin(2πk/n)` for `0 ≤ k < n`.
  private final float[] cos;

  private final float[] sin;

  /// Prepares for a number of rows.
  ///
  /// @param size the number of rows, a power of two of at least 4
  ColumnFft(int size) {
    this.size = size;
    cos = new float[size];
    sin = new float[size];
    for (int k = 0; k < size; k++) {
      cos[k] = (float) Math.cos(2 * Math.PI * k / size);
      sin[k] = (float) -Math.sin(2 * Math.PI * k / size);
    }
  }

  /// Transforms the columns.
  ///
  /// @param x the matrix; overwritten
  /// @param work another of the same shape; overwritten
  /// @return the one of both that holds the result
  Rows forward(Rows x, Rows work) {
    Rows from = x;
    Rows to = work;
    for (int n = size, s = 1; n > 1; n /= 4, s *= 4) {
      for (int q = 0; q < s; q++) {
        if (n == 2) {
          radix2(from, to, q, s);
        } else {
          radix4(from, to, q, s, n / 4);
        }
      }
      Rows swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private void radix4(Rows x, Rows y, int q, int s, int m) {
    for (int p = 0; p < m; p++) {
      int a = q + s * p;
      int b = a + s * m;
      int c = b + s * m;
      int d = c + s * m;
      int e = q + 4 * s * p;
      int f = e + s;
      int g = f + s;
      int h = g + s;
      // Rows g and h, and f, first hold (a + c) − (b + d), a − c and b − d.
      RowButterflies.sums(x.re[a], x.re[b], x.re[c], x.re[d], y.re[e], y.re[g]);
      RowButterflies.sums(x.im[a], x.im[b], x.im[c], x.im[d], y.im[e], y.im[g]);
      RowButterflies.differences(x.re[a], x.re[c], x.im[b], x.im[d], y.re[f], y.re[h]);
      RowButterflies.differences(x.im[a], x.im[c], x.re[d], x.re[b], y.im[f], y.im[h]);
      if (p > 0) {
        RowButterflies.multiply(y.re[f], y.im[f], cos[s * p], sin[s * p]);
        RowButterflies.multiply(y.re[g], y.im[g], cos[2 * s * p], sin[2 * s * p]);
        RowButterflies.multiply(y.re[h], y.im[h], cos[3 * s * p], sin[3 * s * p]);
      }
    }
  }

  private static void radix2(Rows x, Rows y, int q, int s) {
    RowButterflies.pair(x.re[q], x.re[q + s], y.re[q], y.re[q + s]);
    RowButterflies.pair(x.im[q], x.im[q + s], y.im[q], y.im[q + s]);
  }
}
