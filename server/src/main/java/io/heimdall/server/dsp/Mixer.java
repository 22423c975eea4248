package io.heimdall.server.dsp;

import static java.util.Objects.checkFromIndexSize;

/// Moves a spectrum: `y[n] = z[n] e^(−j2π f (n₀ + n))`, which puts what was at f (cycles per
/// sample) to 0 Hz.
///
/// The oscillator is a recurrence in double precision, begun anew from the sample's number every
/// 1,024 samples, so that its error stays below 10⁻¹² however long the stream. NaN stays NaN.
public final class Mixer {

  private static final int STRIDE = 1024;

  private Mixer() {}

  /// Moves samples.
  ///
  /// @param i in-phase parts
  /// @param q quadrature parts
  /// @param offset where the samples begin in both
  /// @param count how many there are
  /// @param cyclesPerSample f, the frequency that becomes 0 Hz, over the sample rate
  /// @param firstSample n₀, the number of the first sample
  /// @param toI receives the in-phase parts from its start on; may be `i` where `offset` is 0
  /// @param toQ receives the quadrature parts; may be `q` where `offset` is 0
  public static void down(
      float[] i,
      float[] q,
      int offset,
      int count,
      double cyclesPerSample,
      long firstSample,
      float[] toI,
      float[] toQ) {
    checkFromIndexSize(offset, count, i.length);
    checkFromIndexSize(offset, count, q.length);
    checkFromIndexSize(0, count, toI.length);
    checkFromIndexSize(0, count, toQ.length);
    double stepRe = Math.cos(2 * Math.PI * cyclesPerSample);
    double stepIm = -Math.sin(2 * Math.PI * cyclesPerSample);
    for (int begin = 0; begin < count; begin += STRIDE) {
      double cycles = cyclesPerSample * (firstSample + begin);
      double angle = -2 * Math.PI * (cycles - Math.rint(cycles));
      double re = Math.cos(angle);
      double im = Math.sin(angle);
      int end = Math.min(begin + STRIDE, count);
      for (int n = begin; n < end; n++) {
        double x = i[offset + n];
        double y = q[offset + n];
        toI[n] = (float) (x * re - y * im);
        toQ[n] = (float) (x * im + y * re);
        double next = re * stepRe - im * stepIm;
        im = re * stepIm + im * stepRe;
        re = next;
      }
    }
  }
}
