package io.heimdall.server.dsp;

/// A matrix of complex numbers whose rows are arrays of their own.
final class Rows {

  private static final int ROWS_AT_ONCE = 4;

  final float[][] re;
  final float[][] im;

  Rows(int rows, int columns) {
    re = new float[rows][columns];
    im = new float[rows][columns];
  }

  /// Writes the rows as the columns of another matrix.
  ///
  /// @param to as many rows as this has columns, a multiple of four, and the other way round
  void transpose(Rows to) {
    transpose(re, to.re);
    transpose(im, to.im);
  }

  private static void transpose(float[][] from, float[][] to) {
    for (int r = 0; r < from.length; r += ROWS_AT_ONCE) {
      transpose(from[r], from[r + 1], from[r + 2], from[r + 3], to, r);
    }
  }

  private static void transpose(
      float[] a, float[] b, float[] c, float[] d, float[][] to, int column) {
    for (int n = 0; n < to.length; n++) {
      float[] row = to[n];
      row[column] = a[n];
      row[column + 1] = b[n];
      row[column + 2] = c[n];
      row[column + 3] = d[n];
    }
  }
}
