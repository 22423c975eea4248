package io.heimdall.server.dsp;

import org.jspecify.annotations.Nullable;

/// What [SignalAnalyzer] needs to know about a recording before its first sample. Frequencies are
/// offsets in Hz from the tuned frequency.
///
/// @param sampleRateHz the nominal sample rate
/// @param bandLowHz the lower end of the band the receiver's filters pass; noise and signals are
///   looked for inside the band only
/// @param bandHighHz the upper end of that band
/// @param targetBandwidthHz the width, around the tuned frequency, of the signal that is wanted, or
///   null to measure the occupied bandwidth of whatever is in the band
/// @param referenceBandwidthHz the noise bandwidth of the reference SNR
/// @param dc whether the bins around 0 Hz carry signal or the receiver's own offset
public record AnalysisPlan(
    double sampleRateHz,
    double bandLowHz,
    double bandHighHz,
    @Nullable Double targetBandwidthHz,
    double referenceBandwidthHz,
    Dc dc) {

  /// The noise bandwidth weak-signal reports are referred to (WSJT, WSPR).
  public static final double DEFAULT_REFERENCE_BANDWIDTH_HZ = 2500;

  /// What lies at 0 Hz.
  public enum Dc {
    /// A signal like at any other frequency: receivers that mix down digitally.
    SIGNAL,

    /// The receiver's own offset, left out with one bin on each side: zero-IF receivers.
    OFFSET
  }

  /// Refuses what cannot be analysed.
  public AnalysisPlan {
    if (!(sampleRateHz > 0) || Double.isInfinite(sampleRateHz)) {
      throw new IllegalArgumentException("expected a positive sample rate, got " + sampleRateHz);
    }
    if (!(bandLowHz < bandHighHz)) {
      throw new IllegalArgumentException(
          "expected a band with its low end first, got %s to %s Hz"
              .formatted(bandLowHz, bandHighHz));
    }
    if (!(bandLowHz < sampleRateHz / 2 && bandHighHz > -sampleRateHz / 2)) {
      throw new IllegalArgumentException(
          "band %s to %s Hz lies outside ±%s Hz"
              .formatted(bandLowHz, bandHighHz, sampleRateHz / 2));
    }
    if (targetBandwidthHz != null && !(targetBandwidthHz > 0)) {
      throw new IllegalArgumentException(
          "expected a positive target bandwidth, got " + targetBandwidthHz);
    }
    if (!(referenceBandwidthHz > 0)) {
      throw new IllegalArgumentException(
          "expected a positive reference bandwidth, got " + referenceBandwidthHz);
    }
    bandLowHz = Math.max(bandLowHz, -sampleRateHz / 2);
    bandHighHz = Math.min(bandHighHz, sampleRateHz / 2);
  }

  /// A plan for a receiver whose filters pass a band.
  ///
  /// @param sampleRateHz the nominal sample rate
  /// @param bandLowHz the lower end of the band
  /// @param bandHighHz the upper end of the band
  /// @return a plan with the default reference bandwidth, no target, and a signal at 0 Hz
  public static AnalysisPlan ofBand(double sampleRateHz, double bandLowHz, double bandHighHz) {
    return new AnalysisPlan(
        sampleRateHz, bandLowHz, bandHighHz, null, DEFAULT_REFERENCE_BANDWIDTH_HZ, Dc.SIGNAL);
  }

  /// The same plan for a signal of known width at the tuned frequency.
  ///
  /// @param bandwidthHz the width of the wanted signal
  /// @return a plan with a target
  public AnalysisPlan withTarget(double bandwidthHz) {
    return new AnalysisPlan(
        sampleRateHz, bandLowHz, bandHighHz, bandwidthHz, referenceBandwidthHz, dc);
  }

  /// The same plan for a zero-IF receiver, whose offset at 0 Hz is no signal.
  ///
  /// @return a plan that leaves 0 Hz ± one bin out
  public AnalysisPlan withoutDc() {
    return new AnalysisPlan(
        sampleRateHz, bandLowHz, bandHighHz, targetBandwidthHz, referenceBandwidthHz, Dc.OFFSET);
  }
}
