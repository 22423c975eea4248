package io.heimdall.server.dsp;

/// The loops over rows that make up a radix-4 butterfly, each small enough to be vectorised. All
/// rows are of the same length and none is both read and written, but where it says so.
final class RowButterflies {

  private RowButterflies() {}

  /// `sum = a + b + c + d`, `difference = (a + c) − (b + d)`.
  static void sums(float[] a, float[] b, float[] c, float[] d, float[] sum, float[] difference) {
    for (int n = 0; n < sum.length; n++) {
      float ac = a[n] + c[n];
      float bd = b[n] + d[n];
      sum[n] = ac + bd;
      difference[n] = ac - bd;
    }
  }

  /// `plus = (a − c) + (b − d)`, `minus = (a − c) − (b − d)`.
  static void differences(float[] a, float[] c, float[] b, float[] d, float[] plus, float[] minus) {
    for (int n = 0; n < plus.length; n++) {
      float ac = a[n] - c[n];
      float bd = b[n] - d[n];
      plus[n] = ac + bd;
      minus[n] = ac - bd;
    }
  }

  /// `sum = a + b`, `difference = a − b`.
  static void pair(float[] a, float[] b, float[] sum, float[] difference) {
    for (int n = 0; n < sum.length; n++) {
      float x = a[n];
      float y = b[n];
      sum[n] = x + y;
      difference[n] = x - y;
    }
  }

  /// Multiplies a row by one number, in place.
  static void multiply(float[] re, float[] im, float factorRe, float factorIm) {
    for (int n = 0; n < re.length; n++) {
      float x = re[n];
      float y = im[n];
      re[n] = x * factorRe - y * factorIm;
      im[n] = x * factorIm + y * factorRe;
    }
  }

  /// Multiplies a row by another one, in place.
  static void multiply(float[] re, float[] im, float[] factorRe, float[] factorIm) {
    for (int n = 0; n < re.length; n++) {
      float x = re[n];
      float y = im[n];
      re[n] = x * factorRe[n] - y * factorIm[n];
      im[n] = x * factorIm[n] + y * factorRe[n];
    }
  }
}
