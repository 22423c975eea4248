package io.heimdall.server.dsp;

import org.jspecify.annotations.Nullable;

/// What one spectrum says of noise and signal, still in linear units.
///
/// @param spectrum the spectrum
/// @param noise its noise floor
/// @param band the occupied bandwidth, or null when nothing stands out of the noise
/// @param signal the signal, or null when none is detected
record SpectralMeasures(
    Spectrum spectrum,
    NoiseFloor noise,
    @Nullable OccupiedBandwidth band,
    @Nullable SignalToNoise signal) {

  /// Measures a spectrum.
  ///
  /// @param spectrum the spectrum
  /// @param targetBandwidthHz the width of the wanted signal, or null for that of what is there
  /// @return null when the band has no bins or nothing in them
  static @Nullable SpectralMeasures of(Spectrum spectrum, @Nullable Double targetBandwidthHz) {
    NoiseFloor noise = NoiseFloor.of(spectrum);
    if (noise == null) {
      return null;
    }
    OccupiedBandwidth band = OccupiedBandwidth.of(spectrum, noise.density());
    return new SpectralMeasures(
        spectrum, noise, band, signal(spectrum, noise, band, targetBandwidthHz));
  }

  private static @Nullable SignalToNoise signal(
      Spectrum spectrum,
      NoiseFloor noise,
      @Nullable OccupiedBandwidth band,
      @Nullable Double targetBandwidthHz) {
    if (targetBandwidthHz != null) {
      return SignalToNoise.of(spectrum, noise.density(), targetBandwidthHz);
    }
    return band == null ? null : SignalToNoise.of(spectrum, noise.density(), band);
  }

  /// The centroid of the signal's band: the target's, or else the occupied one.
  ///
  /// @param targetBandwidthHz the width of the wanted signal, or null
  Centroid centroid(@Nullable Double targetBandwidthHz) {
    double low = -spectrum.sampleRateHz() / 2;
    double high = spectrum.sampleRateHz() / 2;
    if (targetBandwidthHz != null) {
      low = -targetBandwidthHz / 2;
      high = targetBandwidthHz / 2;
    } else if (band != null) {
      low = band.lowHz();
      high = band.highHz();
    }
    return Centroid.of(spectrum, noise.density(), low, high);
  }
}
