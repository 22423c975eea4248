package io.heimdall.server.dsp;

import org.jspecify.annotations.Nullable;

/// The frequency of a signal's carrier, where it has one.
///
/// The candidate is the strongest bin of the whole search band. It is a carrier when
///
/// 1. it stands out of its surroundings, the mean of the bins 5 to 12 away on both sides, by 1 dB
///    and by more than the strongest of all bins of a noise-like signal would in 999 of 1,000
///    recordings, and
/// 2. its phase is that of a tone: half or more of its power above the noise is coherent over the
///    whole recording, at least 20 times (13 dB) above the noise that remains after integration (a
///    frequency search over noise does not get there); or, for a carrier whose frequency wanders,
///    half or more of its power is coherent from one segment to the next, at least 4 times what
///    noise would show. Below eight segments there is too little phase to ask for, and the first
///    condition decides.
///
/// Its frequency is the phase slope of [PhaseSlope]; that of the products of neighbouring segments
/// for the wandering one, which is its mean frequency; and with a single segment the ratio of the
/// two strongest bins of a Hann window, `δ = (2α − 1) / (α + 1)` bins, `α = |X±| / |X0|` (Rife and
/// Vincent; Grandke, IEEE Trans. IM-32, 1983), whose deviation is about twice the Cramér-Rao bound.
///
/// @param frequencyHz the carrier's offset from the tuned frequency
/// @param sigmaHz its standard deviation
record Carrier(double frequencyHz, double sigmaHz) {

  private static final double LEAST_PROMINENCE = Decibels.ratio(1);
  private static final double FALSE_ALARM = 1e-3;
  private static final double LEAST_COHERENCE = 0.5;
  private static final double LEAST_INTEGRATED_SNR = 20;
  private static final double LEAST_SIGNIFICANCE = 4;
  private static final int LEAST_SEGMENTS = 8;
  private static final int NEAR = 5;
  private static final int FAR = 12;

  /// Looks for a carrier.
  ///
  /// @param spectrum the spectrum
  /// @param noiseDensity N0 in FS²/Hz
  /// @param stage what the spectrum comes from
  /// @return null when no line stands out as one
  static @Nullable Carrier of(Spectrum spectrum, double noiseDensity, SpectralStage stage) {
    int peak = spectrum.strongestSearched();
    if (peak < 0 || !prominent(spectrum, peak, noiseDensity)) {
      return null;
    }
    CarrierLine line = stage.tracker().line(spectrum.signedBin(peak));
    if (line == null || line.segments() < 2) {
      return interpolated(spectrum, peak, noiseDensity);
    }
    double noisePower = noiseDensity * spectrum.sampleRateHz() * stage.welch().noiseGain();
    return followed(spectrum, peak, line, noiseDensity, noisePower);
  }

  private static boolean prominent(Spectrum spectrum, int peak, double noiseDensity) {
    double sum = 0;
    int count = 0;
    for (int away = NEAR; away <= FAR; away++) {
      for (int m = peak - away; m <= peak + away; m += 2 * away) {
        if (spectrum.counts(m)) {
          sum += spectrum.density(m);
          count++;
        }
      }
    }
    double surroundings = Math.max(count == 0 ? 0 : sum / count, noiseDensity);
    double bins = spectrum.high() - spectrum.low() + 1;
    double rare = GammaQuantile.ofMean(1 - FALSE_ALARM / bins, spectrum.effectiveSegments());
    return spectrum.density(peak) > surroundings * Math.max(rare, LEAST_PROMINENCE);
  }

  private static @Nullable Carrier followed(
      Spectrum spectrum, int peak, CarrierLine line, double noiseDensity, double noisePower) {
    line.close();
    PhaseSlope.Fit fit = line.fit(noisePower);
    double excess = line.energy() - line.segments() * noisePower;
    boolean integrated = fit.sigma() > 0 && fit.energy() >= LEAST_INTEGRATED_SNR * noisePower;
    if (line.segments() < LEAST_SEGMENTS) {
      return integrated
          ? at(spectrum, peak, fit.frequency(), fit.sigma())
          : interpolated(spectrum, peak, noiseDensity);
    }
    if (integrated && fit.energy() >= LEAST_COHERENCE * excess) {
      return at(spectrum, peak, fit.frequency(), fit.sigma());
    }
    CarrierLine.PulsePairs pairs = line.pairs(noisePower);
    if (pairs.significance() >= LEAST_SIGNIFICANCE && pairs.coherence() >= LEAST_COHERENCE) {
      return at(spectrum, peak, pairs.frequency(), pairs.sigma());
    }
    return null;
  }

  private static Carrier at(Spectrum spectrum, int peak, double frequency, double sigma) {
    double fs = spectrum.sampleRateHz();
    return new Carrier(spectrum.frequencyHz(peak) + frequency * fs, sigma * fs);
  }

  private static Carrier interpolated(Spectrum spectrum, int peak, double noiseDensity) {
    double middle = Math.max(spectrum.density(peak) - noiseDensity, noiseDensity * 1e-3);
    double below = neighbour(spectrum, peak - 1, noiseDensity);
    double above = neighbour(spectrum, peak + 1, noiseDensity);
    double ratio = Math.sqrt(Math.min(Math.max(below, above) / middle, 1));
    double delta = Math.max((2 * ratio - 1) / (ratio + 1), 0);
    double sigma = 4 / (2 * Math.PI * Math.sqrt(middle / noiseDensity));
    return new Carrier(
        spectrum.frequencyHz(above >= below ? peak + delta : peak - delta),
        sigma * spectrum.spacingHz());
  }

  private static double neighbour(Spectrum spectrum, int bin, double noiseDensity) {
    return bin < 0 || bin >= spectrum.size()
        ? 0
        : Math.max(spectrum.density(bin) - noiseDensity, 0);
  }
}
