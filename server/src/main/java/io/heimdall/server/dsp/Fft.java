package io.heimdall.server.dsp;

/// A forward discrete Fourier transform of one size, `X[m] = Σ_n x[n] e^(−j2πmn/N)`, unscaled, with
/// bins in the order 0 … N/2−1, −N/2 … −1.
///
/// An instance owns its work space: it belongs to one thread at a time and allocates nothing when
/// used.
interface Fft {

  /// The number of points N.
  int size();

  /// Transforms in place.
  ///
  /// @param re real parts, at least N of them
  /// @param im imaginary parts, at least N of them
  void forward(float[] re, float[] im);

  /// The fastest transform there is for a size.
  ///
  /// @param size the number of points, at least 1
  static Fft of(int size) {
    if (size < 4 || Integer.bitCount(size) != 1) {
      return new MixedRadixFft(size);
    }
    return size < FourStepFft.SMALLEST ? new StockhamFft(size) : new FourStepFft(size);
  }
}
