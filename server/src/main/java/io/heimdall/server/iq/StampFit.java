package io.heimdall.server.iq;

import static java.lang.Math.abs;
import static java.lang.Math.max;
import static java.lang.Math.min;
import static java.lang.Math.round;
import static java.lang.Math.sqrt;

import org.jspecify.annotations.Nullable;

/// Ties the sample indexes of one stream to UTC, in constant memory, from GPS stamps where there
/// are any and from arrival times where there are none.
///
/// Stamps lie on a straight line of index against time, whose slope is the true sample rate: real
/// receivers are up to 100 ppm off the nominal one and their stamps scatter by 16–75 ns. The fit
/// forgets stamps over a minute, because the receiver's clock drifts; [#anchorAt(long)] is best for
/// samples of the last minute and keeps the line of the stream's first minute for those. A stamp
/// more than one sample off the line is not used. Where such stamps agree among themselves, and
/// outnumber the line's or are a second's worth, they become the line: the receiver set its clock.
///
/// One thread at a time.
public final class StampFit {

  /// Stamps that agree with each other but not with the line, before they replace it: one second of
  /// a KiwiSDR.
  private static final int STEP_STAMPS = 24;

  /// Fixes older than this make times stale.
  private static final int FRESH_FIX_SECONDS = 30;

  /// Scatter beyond this is not a healthy receiver's.
  private static final double GOOD_RMS_NANOS = 2_000;

  /// How far a KiwiSDR's stamps are from true UTC: what is left of filter and antenna delays after
  /// the receiver's own calibration. Pairs of real receivers agree with geometry to 7–13 µs.
  private static final double ABSOLUTE_NANOS = 10_000;

  /// What an oscillator without a fix may wander: 1 ppm.
  private static final double HOLDOVER_NANOS_PER_SECOND = 1_000;

  private static final double NANOS_PER_SECOND = 1e9;

  private final double nominalRateHz;
  private final double sampleNanos;

  private @Nullable StampLine line;
  private @Nullable StampLine challenger;
  private @Nullable ArrivalLine arrivals;
  private @Nullable SampleAnchor firstMinute;
  private double stepNanos;

  /// Starts with nothing known but the rate the receiver states.
  ///
  /// @param nominalRateHz samples per second, within 0.1 % of the truth
  public StampFit(double nominalRateHz) {
    if (!(nominalRateHz > 0) || Double.isInfinite(nominalRateHz)) {
      throw new IllegalArgumentException("nominalRateHz must be positive, was " + nominalRateHz);
    }
    this.nominalRateHz = nominalRateHz;
    sampleNanos = NANOS_PER_SECOND / nominalRateHz;
  }

  /// Takes in the receiver's own time of a sample.
  ///
  /// @param sampleIndex an index that counts lost samples; indexes must not go back
  /// @param stampUtcNanos its time, UTC nanoseconds since 1970
  /// @param fixAgeSeconds the age of the GPS fix the stamp rests on
  /// @return false when the stamp lies off the line and was not used
  public boolean add(long sampleIndex, long stampUtcNanos, int fixAgeSeconds) {
    if (line == null) {
      line = new StampLine(nominalRateHz, sampleIndex, stampUtcNanos, fixAgeSeconds);
      return true;
    }
    if (abs(line.residualNanos(sampleIndex, stampUtcNanos)) <= sampleNanos) {
      challenger = null;
      line.add(sampleIndex, stampUtcNanos, fixAgeSeconds);
      keepFirstMinute(line);
      return true;
    }
    return challenge(line, sampleIndex, stampUtcNanos, fixAgeSeconds);
  }

  /// Takes in when samples reached this host.
  ///
  /// @param endSampleIndex the index after the last sample that had arrived
  /// @param arrivalUtcNanos when it had, UTC nanoseconds since 1970
  public void addArrival(long endSampleIndex, long arrivalUtcNanos) {
    addArrival(endSampleIndex, arrivalUtcNanos, 0);
  }

  /// Takes in when samples arrived by a clock that is not this host's.
  ///
  /// @param endSampleIndex the index after the last sample that had arrived
  /// @param arrivalUtcNanos when it had, UTC nanoseconds since 1970
  /// @param uncertaintyNanos how far that may be from the truth, beyond the delays that every
  ///   arrival has
  public void addArrival(long endSampleIndex, long arrivalUtcNanos, long uncertaintyNanos) {
    ArrivalLine known = arrivals;
    if (known == null) {
      known = new ArrivalLine(nominalRateHz, endSampleIndex, arrivalUtcNanos);
      arrivals = known;
    } else {
      known.add(endSampleIndex, arrivalUtcNanos);
    }
    known.doubt(uncertaintyNanos);
  }

  /// How many samples later than the line a stamp is.
  ///
  /// @param sampleIndex an index that counts lost samples
  /// @param stampUtcNanos its time, UTC nanoseconds since 1970
  /// @return samples, or NaN as long as there is no stamp
  public double samplesOff(long sampleIndex, long stampUtcNanos) {
    return line == null ? Double.NaN : line.residualNanos(sampleIndex, stampUtcNanos) / sampleNanos;
  }

  /// What is known of a sample's time now.
  ///
  /// @param sampleIndex an index that counts lost samples
  /// @return the anchor of that sample
  /// @throws IllegalStateException before the first stamp or arrival
  public SampleAnchor anchorAt(long sampleIndex) {
    if (line != null && line.givesRate()) {
      SampleAnchor first = firstMinute;
      return first != null && isInFirstMinute(first, sampleIndex)
          ? movedTo(sampleIndex, first)
          : fittedAt(line, sampleIndex);
    }
    if (arrivals != null) {
      return arrivals.anchorAt(sampleIndex);
    }
    if (line != null) {
      return fittedAt(line, sampleIndex);
    }
    throw new IllegalStateException("no stamp and no arrival yet");
  }

  private boolean challenge(StampLine incumbent, long index, long utcNanos, int fixAgeSeconds) {
    StampLine rival = challenger;
    if (rival == null || abs(rival.residualNanos(index, utcNanos)) > sampleNanos) {
      rival = new StampLine(nominalRateHz, index, utcNanos, fixAgeSeconds);
      challenger = rival;
    } else {
      rival.add(index, utcNanos, fixAgeSeconds);
    }
    if (rival.count() <= min(incumbent.count(), STEP_STAMPS)) {
      return false;
    }
    if (incumbent.count() >= STEP_STAMPS) {
      stepNanos = max(stepNanos, abs(incumbent.residualNanos(index, utcNanos)));
    }
    line = rival;
    challenger = null;
    return true;
  }

  private void keepFirstMinute(StampLine current) {
    if (firstMinute == null
        && current.lastIndex() - current.originIndex()
            >= StampLine.MEMORY_SECONDS * nominalRateHz) {
      firstMinute = fittedAt(current, current.originIndex());
    }
  }

  private boolean isInFirstMinute(SampleAnchor first, long sampleIndex) {
    return sampleIndex - first.sampleIndex() < StampLine.MEMORY_SECONDS * nominalRateHz;
  }

  private static SampleAnchor movedTo(long sampleIndex, SampleAnchor anchor) {
    return new SampleAnchor(
        sampleIndex,
        anchor.utcNanosAt(sampleIndex),
        anchor.sampleRateHz(),
        anchor.timingClass(),
        anchor.uncertaintyNanos(),
        anchor.residualRmsNanos(),
        anchor.residualMaxNanos(),
        anchor.maxFixAgeSeconds());
  }

  private SampleAnchor fittedAt(StampLine fitted, long sampleIndex) {
    int fixAgeSeconds = fitted.fixAgeMaxSeconds();
    double rms = fitted.residualRmsNanos();
    double unfixedSeconds =
        fixAgeSeconds + max(0, sampleIndex - fitted.lastIndex()) / nominalRateHz;
    boolean fresh =
        fitted.givesRate()
            && unfixedSeconds <= FRESH_FIX_SECONDS
            && rms <= GOOD_RMS_NANOS
            && stepNanos == 0;
    double drift = HOLDOVER_NANOS_PER_SECOND * unfixedSeconds;
    double rate = fitted.givesRate() ? 0 : sampleNanos;
    double uncertainty =
        fresh
            ? sqrt(ABSOLUTE_NANOS * ABSOLUTE_NANOS + rms * rms)
            : sqrt(ABSOLUTE_NANOS * ABSOLUTE_NANOS + rms * rms + drift * drift + rate * rate)
                + stepNanos;
    return new SampleAnchor(
        sampleIndex,
        fitted.utcNanosAt(sampleIndex),
        fitted.rateHz(),
        fresh ? TimingClass.GPS_FIT : TimingClass.GPS_STALE,
        round(uncertainty),
        round(rms),
        round(fitted.residualMaxNanos()),
        fixAgeSeconds);
  }
}
