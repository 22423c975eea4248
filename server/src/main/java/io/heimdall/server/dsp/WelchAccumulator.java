package io.heimdall.server.dsp;

import static java.util.Objects.checkFromIndexSize;

import java.util.Arrays;

/// A running two-sided power spectral density by Welch's method (P. D. Welch, IEEE Trans. AU-15,
/// 1967), for samples that arrive in blocks of any size.
///
/// `S[m] = 1 / (K · fs · Σw²) · Σ_k |FFT(w · z_k)[m]|²` in FS²/Hz for K segments `z_k` of L
/// samples, periodic Hann window w, advanced by L − ⌊L/2⌋ samples, nothing subtracted. The same
/// samples give the same spectrum whatever the blocks. A segment never spans a gap: what is left of
/// a run when it ends is not used.
///
/// Half overlapped Hann segments are correlated: K of them average like `K_eff = K / (1 + 2 (1 −
/// 1/K) / 36)` independent ones, 1/36 being the squared correlation `(Σ w[n] w[n + L/2] / Σ w²)²`
/// of neighbours.
///
/// One thread at a time; allocates nothing after construction.
final class WelchAccumulator {

  /// Sees every segment's spectrum.
  @FunctionalInterface
  interface SpectrumListener {

    /// Takes one spectrum, valid during the call only.
    ///
    /// @param firstSample the index of the segment's first sample, lost samples counted
    /// @param re real parts of `FFT(w · z_k)`, in the FFT's order of bins
    /// @param im imaginary parts
    void onSpectrum(long firstSample, float[] re, float[] im);
  }

  private final int length;
  private final int hop;
  private final Window window;
  private final Fft fft;
  private SpectrumListener listener = (_, _, _) -> {};
  private final float[] runI;
  private final float[] runQ;
  private final float[] re;
  private final float[] im;
  private final double[] power;
  private int filled;
  private long position;
  private long segments;

  /// Makes an empty spectrum.
  ///
  /// @param length samples in a segment
  WelchAccumulator(int length) {
    this.length = length;
    hop = length - length / 2;
    window = Window.hann(length);
    fft = Fft.of(length);
    runI = new float[length];
    runQ = new float[length];
    re = new float[length];
    im = new float[length];
    power = new double[length];
  }

  /// Lets somebody see every segment's spectrum from now on.
  void listen(SpectrumListener spectrumListener) {
    listener = spectrumListener;
  }

  /// Takes samples in.
  ///
  /// @param i in-phase parts
  /// @param q quadrature parts
  /// @param offset where they start
  /// @param count how many there are
  void accept(float[] i, float[] q, int offset, int count) {
    checkFromIndexSize(offset, count, i.length);
    checkFromIndexSize(offset, count, q.length);
    int from = offset;
    int left = count;
    while (left > 0) {
      int taken = Math.min(left, length - filled);
      System.arraycopy(i, from, runI, filled, taken);
      System.arraycopy(q, from, runQ, filled, taken);
      filled += taken;
      from += taken;
      left -= taken;
      position += taken;
      if (filled == length) {
        addSegment();
        filled = length - hop;
        System.arraycopy(runI, hop, runI, 0, filled);
        System.arraycopy(runQ, hop, runQ, 0, filled);
      }
    }
  }

  /// Ends the run of samples: those to come follow after lost ones.
  ///
  /// @param lostSamples how many were lost
  void gap(long lostSamples) {
    filled = 0;
    position += lostSamples;
  }

  /// Forgets everything.
  void reset() {
    filled = 0;
    position = 0;
    segments = 0;
    Arrays.fill(power, 0);
  }

  private void addSegment() {
    window.apply(runI, 0, re);
    window.apply(runQ, 0, im);
    fft.forward(re, im);
    addPower(re, im, power);
    segments++;
    listener.onSpectrum(position - length, re, im);
  }

  private static void addPower(float[] re, float[] im, double[] power) {
    for (int m = 0; m < power.length; m++) {
      double x = re[m];
      double y = im[m];
      power[m] += x * x + y * y;
    }
  }

  /// L, samples in a segment.
  int length() {
    return length;
  }

  /// K, the segments averaged.
  long segments() {
    return segments;
  }

  /// Σ |FFT(w · z_k)|² so far, in the FFT's order of bins; the array itself.
  double[] power() {
    return power;
  }

  /// Samples of the present run that no segment has used up.
  int pending() {
    return filled;
  }

  /// The first [#pending()] of these hold the in-phase parts of the run's end.
  float[] pendingI() {
    return runI;
  }

  /// The first [#pending()] of these hold the quadrature parts of the run's end.
  float[] pendingQ() {
    return runQ;
  }

  /// Σ w², the gain of white noise's power in one segment.
  double noiseGain() {
    return window.sumOfSquares();
  }

  /// How many independent spectra the segments average like.
  double effectiveSegments() {
    return effectiveSegments(segments);
  }

  /// How many independent spectra K half overlapped Hann segments average like.
  static double effectiveSegments(long segments) {
    return segments == 0 ? 0 : segments / (1 + 2 * (1 - 1.0 / segments) / 36);
  }

  /// Writes the density in FS²/Hz, bin m at `(m − ⌊L/2⌋) fs/L`.
  ///
  /// @param sampleRateHz fs
  /// @param psd receives L values; zeros when there is no segment yet
  void psd(double sampleRateHz, double[] psd) {
    checkFromIndexSize(0, length, psd.length);
    double scale = segments == 0 ? 0 : 1 / (segments * sampleRateHz * window.sumOfSquares());
    int half = length / 2;
    for (int m = 0; m < half; m++) {
      psd[m] = power[m + length - half] * scale;
    }
    for (int m = half; m < length; m++) {
      psd[m] = power[m - half] * scale;
    }
  }
}
