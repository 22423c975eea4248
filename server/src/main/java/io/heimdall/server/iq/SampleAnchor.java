package io.heimdall.server.iq;

import static java.lang.Math.round;

/// What ties sample indexes to UTC: one sample whose time is known, and the measured sample rate.
///
/// @param sampleIndex the index of the anchored sample; indexes count lost samples
/// @param utcNanos the time of that sample, nanoseconds since 1970-01-01T00:00:00Z
/// @param sampleRateHz samples per UTC second, as measured where the class is a GPS one, else as
///   the receiver states it
/// @param timingClass how the time is known
/// @param uncertaintyNanos one standard uncertainty of `utcNanos`
/// @param residualRmsNanos root mean square distance of the stamps from the line; 0 without stamps
/// @param residualMaxNanos the largest such distance; 0 without stamps
/// @param maxFixAgeSeconds the oldest GPS fix any used stamp rests on; -1 without stamps
public record SampleAnchor(
    long sampleIndex,
    long utcNanos,
    double sampleRateHz,
    TimingClass timingClass,
    long uncertaintyNanos,
    long residualRmsNanos,
    long residualMaxNanos,
    int maxFixAgeSeconds) {

  private static final double NANOS_PER_SECOND = 1e9;

  /// Refuses a rate that cannot date samples.
  public SampleAnchor {
    if (!(sampleRateHz > 0) || Double.isInfinite(sampleRateHz)) {
      throw new IllegalArgumentException("sampleRateHz must be positive, was " + sampleRateHz);
    }
  }

  /// The UTC nanosecond of the sample at `index`, rounded to the nearest.
  ///
  /// @param index a sample index of the same stream
  /// @return nanoseconds since 1970-01-01T00:00:00Z
  public long utcNanosAt(long index) {
    return utcNanos + round((index - sampleIndex) / sampleRateHz * NANOS_PER_SECOND);
  }

  /// The index of the first sample whose time is not before `utc`.
  ///
  /// @param utc nanoseconds since 1970-01-01T00:00:00Z
  /// @return a sample index, possibly before the first sample there is
  public long firstIndexAtOrAfter(long utc) {
    double samples = (utc - utcNanos) / NANOS_PER_SECOND * sampleRateHz;
    return sampleIndex + (long) Math.ceil(samples - 1e-6);
  }
}
