package io.heimdall.server.simulator.signal;

import java.util.Optional;

/// What is true of a simulated receiver, to print beside what was measured.
///
/// @param receiverId its number
/// @param name its name
/// @param town the place in words
/// @param place where it stands; empty when a recording does not say
/// @param sampleRateHz samples per UTC second
/// @param gps whether its frames carry GPS stamps
/// @param frequencyHz the emitter's carrier, or the recording's centre frequency
/// @param levels what is true of signal and noise; empty for a recording
public record Truth(
    int receiverId,
    String name,
    String town,
    Optional<Place> place,
    double sampleRateHz,
    boolean gps,
    double frequencyHz,
    Optional<Levels> levels) {

  /// What is true of a synthetic signal. The full-scale values hold for [Tuner#DEFAULT_GAIN_DB].
  ///
  /// @param signalDbm the emitter's power at the antenna
  /// @param signalDbfs the same, relative to full scale
  /// @param noiseDbmPerHz the noise density at the antenna
  /// @param noiseDbfsPerHz the same, relative to full scale
  /// @param propagationDelayNanos the time from the emitter to the receiver
  /// @param clockErrorPpm how much faster than nominal the receiver takes samples
  public record Levels(
      double signalDbm,
      double signalDbfs,
      double noiseDbmPerHz,
      double noiseDbfsPerHz,
      double propagationDelayNanos,
      double clockErrorPpm) {

    /// The emitter's power over the noise density.
    ///
    /// @return dB·Hz
    public double carrierToNoiseDbHz() {
      return signalDbm - noiseDbmPerHz;
    }
  }

  /// The same truth of a receiver that hides its GPS.
  ///
  /// @return a copy
  public Truth withoutGps() {
    return new Truth(receiverId, name, town, place, sampleRateHz, false, frequencyHz, levels);
  }
}
