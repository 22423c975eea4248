package io.heimdall.server.dsp;

/// A window for spectra: weights `w[n]` with their sums.
///
/// The only one offered is the periodic Hann window `w[n] = ½ − ½ cos(2πn/N)`: equivalent noise
/// bandwidth 1.5 bins, scalloping −1.42 dB, and copies shifted by N/2 add up to 1, so that half
/// overlapped segments weigh every sample alike (Harris, *On the use of windows for harmonic
/// analysis*, Proc. IEEE 66(1), 1978).
final class Window {

  private final float[] weights;
  private final double sum;
  private final double sumOfSquares;

  private Window(float[] weights, double sum, double sumOfSquares) {
    this.weights = weights;
    this.sum = sum;
    this.sumOfSquares = sumOfSquares;
  }

  /// Makes a periodic Hann window.
  ///
  /// @param length the number of weights N, at least 1
  static Window hann(int length) {
    if (length < 1) {
      throw new IllegalArgumentException("expected a length of at least 1, got " + length);
    }
    float[] weights = new float[length];
    double sum = 0;
    double sumOfSquares = 0;
    for (int n = 0; n < length; n++) {
      double weight = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / length);
      weights[n] = (float) weight;
      sum += weight;
      sumOfSquares += weight * weight;
    }
    return new Window(weights, sum, sumOfSquares);
  }

  int length() {
    return weights.length;
  }

  /// Σ w, the gain of a tone's amplitude.
  double sum() {
    return sum;
  }

  /// Σ w², the gain of white noise's power.
  double sumOfSquares() {
    return sumOfSquares;
  }

  /// Multiplies samples with the weights.
  ///
  /// @param from the samples
  /// @param offset where the first of [#length()] samples lies
  /// @param to receives the products from its start on
  void apply(float[] from, int offset, float[] to) {
    System.arraycopy(from, offset, to, 0, weights.length);
    for (int n = 0; n < weights.length; n++) {
      to[n] *= weights[n];
    }
  }
}
