package io.heimdall.server.dsp;

import org.jspecify.annotations.Nullable;

/// Running power, peak, clipping and offset of samples.
///
/// Mean power `P = (1/n) Σ (I² + Q²)` (0 dBFS at P = 1), peak `max (I² + Q²)`, crest = peak ÷ mean,
/// clip fraction = share of samples with |I| or |Q| at 32766/32768 or above: the last two codes of
/// an int16 converter, as some limit one code early. Squares and sums are in double. A sample that
/// is not a finite number makes every value undefined.
final class LevelMeter {

  private static final float CLIP = 32766f / 32768f;

  private long samples;
  private long clipped;
  private double energy;
  private double sumI;
  private double sumQ;
  private double peak;

  /// Takes samples in.
  ///
  /// @param i in-phase parts
  /// @param q quadrature parts
  /// @param offset where they start
  /// @param count how many there are
  void accept(float[] i, float[] q, int offset, int count) {
    double blockEnergy = 0;
    double blockI = 0;
    double blockQ = 0;
    double blockPeak = peak;
    for (int n = offset; n < offset + count; n++) {
      double re = i[n];
      double im = q[n];
      double power = re * re + im * im;
      blockEnergy += power;
      blockI += re;
      blockQ += im;
      if (power > blockPeak) {
        blockPeak = power;
      }
    }
    if (blockPeak >= (double) CLIP * CLIP) {
      clipped += clipped(i, q, offset, count);
    }
    samples += count;
    energy += blockEnergy;
    sumI += blockI;
    sumQ += blockQ;
    peak = blockPeak;
  }

  private static int clipped(float[] i, float[] q, int offset, int count) {
    int clips = 0;
    for (int n = offset; n < offset + count; n++) {
      clips += Math.abs(i[n]) >= CLIP || Math.abs(q[n]) >= CLIP ? 1 : 0;
    }
    return clips;
  }

  /// Whether every sample so far was a finite number.
  boolean finite() {
    return Double.isFinite(energy);
  }

  /// Whether there was anything but zeros.
  boolean silent() {
    return energy == 0;
  }

  /// What the samples so far amount to.
  SignalMetrics.Level level() {
    if (samples == 0 || !finite()) {
      return new SignalMetrics.Level(samples, null, null, null, null, null, null);
    }
    double mean = energy / samples;
    return new SignalMetrics.Level(
        samples,
        Decibels.orNull(mean),
        Decibels.orNull(peak),
        crestDb(mean),
        (double) clipped / samples,
        sumI / samples,
        sumQ / samples);
  }

  private @Nullable Double crestDb(double mean) {
    return mean > 0 ? Decibels.of(peak / mean) : null;
  }
}
