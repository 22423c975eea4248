package io.heimdall.server.dsp;

import static java.util.Objects.checkFromIndexSize;

/// A power-of-two transform: Stockham's self-sorting algorithm, radix 4, decimation in frequency
/// (Van Loan, *Computational Frameworks for the Fast Fourier Transform*, SIAM 1992, §1.7).
///
/// A pass turns n-point problems at stride s into n/4-point problems at stride 4s: `y[q + s(4p +
/// k)] = w^(kp) Σ_l x[q + s(p + ln/4)] (−j)^(kl)`, `w = e^(−j2π/n)`, `0 ≤ q < s`, `0 ≤ p < n/4`; it
/// reads one pair of arrays and writes the other, so nothing is ever reordered. Sizes that are not
/// a power of four end with one radix-2 pass.
///
/// Twiddle factors are computed in double and rounded to float; the error of a result is about
/// `6e-8 √log2 N` of the root-mean-square of all results.
final class StockhamFft implements Fft {

  private final int size;
  private final boolean oddPasses;
  private final float[] workRe;
  private final float[] workIm;

  /// `cos(2πk/N)` and `−sin(2πk/N)` for `0 ≤ k < 3N/4`.
  private final float[] cos;

  private final float[] sin;

  StockhamFft(int size) {
    if (size < 4 || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("expected a power of two of at least 4, got " + size);
    }
    this.size = size;
    oddPasses = (Integer.numberOfTrailingZeros(size) + 1) / 2 % 2 == 1;
    workRe = new float[size];
    workIm = new float[size];
    cos = new float[3 * size / 4];
    sin = new float[3 * size / 4];
    for (int k = 0; k < cos.length; k++) {
      cos[k] = (float) Math.cos(2 * Math.PI * k / size);
      sin[k] = (float) -Math.sin(2 * Math.PI * k / size);
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void forward(float[] re, float[] im) {
    checkFromIndexSize(0, size, re.length);
    checkFromIndexSize(0, size, im.length);
    float[] fromRe = re;
    float[] fromIm = im;
    float[] toRe = workRe;
    float[] toIm = workIm;
    for (int n = size, s = 1; n > 1; n /= 4, s *= 4) {
      if (n == 2) {
        radix2(s, fromRe, fromIm, toRe, toIm);
      } else if (n == 4) {
        lastRadix4(s, fromRe, fromIm, toRe, toIm);
      } else if (s == 1) {
        firstRadix4(n, fromRe, fromIm, toRe, toIm);
      } else if (s == 4) {
        secondRadix4(n, fromRe, fromIm, toRe, toIm);
      } else {
        radix4(n, s, fromRe, fromIm, toRe, toIm);
      }
      float[] swap = fromRe;
      fromRe = toRe;
      toRe = swap;
      swap = fromIm;
      fromIm = toIm;
      toIm = swap;
    }
    if (oddPasses) {
      System.arraycopy(workRe, 0, re, 0, size);
      System.arraycopy(workIm, 0, im, 0, size);
    }
  }

  /// The pass at stride 1, where the butterflies of one loop have different twiddle factors.
  private void firstRadix4(int n, float[] xr, float[] xi, float[] yr, float[] yi) {
    int m = n / 4;
    for (int p = 0; p < m; p++) {
      float acR = xr[p] + xr[p + 2 * m];
      float acI = xi[p] + xi[p + 2 * m];
      float amcR = xr[p] - xr[p + 2 * m];
      float amcI = xi[p] - xi[p + 2 * m];
      float bdR = xr[p + m] + xr[p + 3 * m];
      float bdI = xi[p + m] + xi[p + 3 * m];
      float bmdR = xr[p + m] - xr[p + 3 * m];
      float bmdI = xi[p + m] - xi[p + 3 * m];
      float t1R = amcR + bmdI;
      float t1I = amcI - bmdR;
      float t2R = acR - bdR;
      float t2I = acI - bdI;
      float t3R = amcR - bmdI;
      float t3I = amcI + bmdR;
      yr[4 * p] = acR + bdR;
      yi[4 * p] = acI + bdI;
      yr[4 * p + 1] = t1R * cos[p] - t1I * sin[p];
      yi[4 * p + 1] = t1R * sin[p] + t1I * cos[p];
      yr[4 * p + 2] = t2R * cos[2 * p] - t2I * sin[2 * p];
      yi[4 * p + 2] = t2R * sin[2 * p] + t2I * cos[2 * p];
      yr[4 * p + 3] = t3R * cos[3 * p] - t3I * sin[3 * p];
      yi[4 * p + 3] = t3R * sin[3 * p] + t3I * cos[3 * p];
    }
  }

  /// The pass at stride 4: the constant stride lets the compiler drop its bounds checks.
  private void secondRadix4(int n, float[] xr, float[] xi, float[] yr, float[] yi) {
    int m = n / 4;
    for (int q = 0; q < 4; q++) {
      for (int p = 0; p < m; p++) {
        int a = 4 * p + q;
        float acR = xr[a] + xr[a + 8 * m];
        float acI = xi[a] + xi[a + 8 * m];
        float amcR = xr[a] - xr[a + 8 * m];
        float amcI = xi[a] - xi[a + 8 * m];
        float bdR = xr[a + 4 * m] + xr[a + 12 * m];
        float bdI = xi[a + 4 * m] + xi[a + 12 * m];
        float bmdR = xr[a + 4 * m] - xr[a + 12 * m];
        float bmdI = xi[a + 4 * m] - xi[a + 12 * m];
        float t1R = amcR + bmdI;
        float t1I = amcI - bmdR;
        float t2R = acR - bdR;
        float t2I = acI - bdI;
        float t3R = amcR - bmdI;
        float t3I = amcI + bmdR;
        float w1R = cos[4 * p];
        float w1I = sin[4 * p];
        float w2R = cos[8 * p];
        float w2I = sin[8 * p];
        float w3R = cos[12 * p];
        float w3I = sin[12 * p];
        int b = 16 * p + q;
        yr[b] = acR + bdR;
        yi[b] = acI + bdI;
        yr[b + 4] = t1R * w1R - t1I * w1I;
        yi[b + 4] = t1R * w1I + t1I * w1R;
        yr[b + 8] = t2R * w2R - t2I * w2I;
        yi[b + 8] = t2R * w2I + t2I * w2R;
        yr[b + 12] = t3R * w3R - t3I * w3I;
        yi[b + 12] = t3R * w3I + t3I * w3R;
      }
    }
  }

  /// The pass at stride 16 and more: one set of twiddle factors serves a contiguous run.
  private void radix4(int n, int s, float[] xr, float[] xi, float[] yr, float[] yi) {
    int m = n / 4;
    for (int p = 0; p < m; p++) {
      float w1R = cos[s * p];
      float w1I = sin[s * p];
      float w2R = cos[2 * s * p];
      float w2I = sin[2 * s * p];
      float w3R = cos[3 * s * p];
      float w3I = sin[3 * s * p];
      int a = s * p;
      int b = s * (p + m);
      int c = s * (p + 2 * m);
      int d = s * (p + 3 * m);
      int e = 4 * s * p;
      for (int q = 0; q < s; q++) {
        float acR = xr[a + q] + xr[c + q];
        float acI = xi[a + q] + xi[c + q];
        float amcR = xr[a + q] - xr[c + q];
        float amcI = xi[a + q] - xi[c + q];
        float bdR = xr[b + q] + xr[d + q];
        float bdI = xi[b + q] + xi[d + q];
        float bmdR = xr[b + q] - xr[d + q];
        float bmdI = xi[b + q] - xi[d + q];
        float t1R = amcR + bmdI;
        float t1I = amcI - bmdR;
        float t2R = acR - bdR;
        float t2I = acI - bdI;
        float t3R = amcR - bmdI;
        float t3I = amcI + bmdR;
        yr[e + q] = acR + bdR;
        yi[e + q] = acI + bdI;
        yr[e + s + q] = t1R * w1R - t1I * w1I;
        yi[e + s + q] = t1R * w1I + t1I * w1R;
        yr[e + 2 * s + q] = t2R * w2R - t2I * w2I;
        yi[e + 2 * s + q] = t2R * w2I + t2I * w2R;
        yr[e + 3 * s + q] = t3R * w3R - t3I * w3I;
        yi[e + 3 * s + q] = t3R * w3I + t3I * w3R;
      }
    }
  }

  /// The last pass of a power of four, whose twiddle factors are all 1.
  private static void lastRadix4(int s, float[] xr, float[] xi, float[] yr, float[] yi) {
    for (int q = 0; q < s; q++) {
      float acR = xr[q] + xr[q + 2 * s];
      float acI = xi[q] + xi[q + 2 * s];
      float amcR = xr[q] - xr[q + 2 * s];
      float amcI = xi[q] - xi[q + 2 * s];
      float bdR = xr[q + s] + xr[q + 3 * s];
      float bdI = xi[q + s] + xi[q + 3 * s];
      float bmdR = xr[q + s] - xr[q + 3 * s];
      float bmdI = xi[q + s] - xi[q + 3 * s];
      yr[q] = acR + bdR;
      yi[q] = acI + bdI;
      yr[q + s] = amcR + bmdI;
      yi[q + s] = amcI - bmdR;
      yr[q + 2 * s] = acR - bdR;
      yi[q + 2 * s] = acI - bdI;
      yr[q + 3 * s] = amcR - bmdI;
      yi[q + 3 * s] = amcI + bmdR;
    }
  }

  /// The last pass of the other sizes.
  private static void radix2(int s, float[] xr, float[] xi, float[] yr, float[] yi) {
    for (int q = 0; q < s; q++) {
      yr[q] = xr[q] + xr[q + s];
      yi[q] = xi[q] + xi[q + s];
      yr[q + s] = xr[q] - xr[q + s];
      yi[q + s] = xi[q] - xi[q + s];
    }
  }
}
