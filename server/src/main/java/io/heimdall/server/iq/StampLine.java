package io.heimdall.server.iq;

import static java.lang.Math.exp;
import static java.lang.Math.max;
import static java.lang.Math.round;
import static java.lang.Math.sqrt;

/// A straight line `t = t0 + n / fs` through stamps, by least squares with fading memory.
///
/// Sums run over `x`, samples since the first stamp, and `y`, nanoseconds by which a stamp is later
/// than the nominal rate says; both are kept about their weighted means (West's update), so that a
/// day of stamps costs no precision: `y` stays below 10¹⁰ ns where a double resolves a
/// microsecond's millionth. A stamp's weight fades as `exp(−age / 60 s)`: a receiver's clock drifts
/// by parts in 10⁸ per minute, so a line over a day would miss its own stamps by more than a
/// sample.
///
/// One thread; not safe for more.
final class StampLine {

  /// How long a stamp matters. Long enough that 75 ns of jitter at 23 stamps per second leave the
  /// rate 10⁻¹⁰ of error, short enough that drift stays below the jitter.
  static final double MEMORY_SECONDS = 60;

  /// Fewer stamps than this do not give a rate: the nominal one is better.
  static final int MIN_STAMPS = 8;

  private static final double NANOS_PER_SECOND = 1e9;

  private final double nominalRateHz;
  private final double memorySamples;
  private final long originIndex;
  private final long originUtcNanos;
  private final RecentMax residualMax;
  private final RecentMax fixAgeMax;

  private long lastIndex;
  private int count;
  private double weight;
  private double meanX;
  private double meanY;
  private double sumXx;
  private double sumXy;
  private double sumYy;

  StampLine(double nominalRateHz, long index, long utcNanos, int fixAgeSeconds) {
    this.nominalRateHz = nominalRateHz;
    memorySamples = MEMORY_SECONDS * nominalRateHz;
    originIndex = index;
    originUtcNanos = utcNanos;
    lastIndex = index;
    residualMax = new RecentMax(memorySamples);
    fixAgeMax = new RecentMax(memorySamples);
    add(index, utcNanos, fixAgeSeconds);
  }

  void add(long index, long utcNanos, int fixAgeSeconds) {
    double x = index - originIndex;
    double y = deviation(index, utcNanos);
    double fade = exp(-max(0, index - lastIndex) / memorySamples);
    double dx = x - meanX;
    double dy = y - meanY;
    weight = weight * fade + 1;
    meanX += dx / weight;
    meanY += dy / weight;
    sumXx = sumXx * fade + dx * (x - meanX);
    sumXy = sumXy * fade + dx * (y - meanY);
    sumYy = sumYy * fade + dy * (y - meanY);
    lastIndex = max(lastIndex, index);
    count++;
    fixAgeMax.add(index, fixAgeSeconds);
    if (givesRate()) {
      residualMax.add(index, Math.abs(residualNanos(index, utcNanos)));
    }
  }

  int count() {
    return count;
  }

  boolean givesRate() {
    return count >= MIN_STAMPS && sumXx > 0;
  }

  long originIndex() {
    return originIndex;
  }

  long lastIndex() {
    return lastIndex;
  }

  /// How much later a stamp is than the line, in nanoseconds.
  double residualNanos(long index, long utcNanos) {
    return deviation(index, utcNanos) - fitted(index);
  }

  long utcNanosAt(long index) {
    return originUtcNanos + round(nominalNanos(index) + fitted(index));
  }

  double rateHz() {
    return NANOS_PER_SECOND / (NANOS_PER_SECOND / nominalRateHz + slope());
  }

  double residualRmsNanos() {
    return sqrt(max(0, sumYy - slope() * sumXy) / weight);
  }

  double residualMaxNanos() {
    return residualMax.isEmpty() ? 0 : residualMax.value();
  }

  int fixAgeMaxSeconds() {
    return (int) fixAgeMax.value();
  }

  /// Nanoseconds per sample beyond the nominal ones.
  private double slope() {
    return givesRate() ? sumXy / sumXx : 0;
  }

  private double fitted(long index) {
    return meanY + slope() * (index - originIndex - meanX);
  }

  private double nominalNanos(long index) {
    return (index - originIndex) / nominalRateHz * NANOS_PER_SECOND;
  }

  private double deviation(long index, long utcNanos) {
    return (utcNanos - originUtcNanos) - nominalNanos(index);
  }
}
