package io.heimdall.server.simulator.signal;

/// How a client has set a receiver.
///
/// @param frequencyHz the frequency that becomes 0 Hz
/// @param lowCutHz lower edge of the passband, relative to it
/// @param highCutHz upper edge of the passband, relative to it
/// @param manualGainDb the manual gain, 0 to 120
/// @param automaticGain whether the receiver sets the gain itself and levels mean nothing
public record Tuner(
    double frequencyHz,
    double lowCutHz,
    double highCutHz,
    double manualGainDb,
    boolean automaticGain) {

  /// The gain that levels in dBFS are quoted at.
  public static final double DEFAULT_GAIN_DB = 50;

  private static final double FULL_SCALE_GAIN_DB = 100;
  private static final double METER_REFERENCE_DB = -78.27;
  private static final double EDGE_HZ = 150;
  private static final double STOPBAND_DB = 80;

  /// Tunes with a KiwiSDR's default passband and a fixed gain of 50 dB.
  ///
  /// @param frequencyHz the frequency that becomes 0 Hz
  /// @return the tuner
  public static Tuner to(double frequencyHz) {
    return new Tuner(frequencyHz, -5000, 5000, DEFAULT_GAIN_DB, false);
  }

  /// What to add to dBFS to get dBm, at this gain.
  ///
  /// `K = (100 − manGain) − 78.27 + cal`: the output is `32767·10^(−(100−manGain)/20)` times the
  /// input, and the meter reads `|x|²/8191²` plus the calibration.
  ///
  /// @param meterCalibrationDb the receiver's S-meter calibration
  /// @return decibels
  public double dbmOffset(double meterCalibrationDb) {
    return FULL_SCALE_GAIN_DB - manualGainDb + METER_REFERENCE_DB + meterCalibrationDb;
  }

  /// The amplitude the passband leaves of a carrier.
  ///
  /// @param offsetHz where it lies relative to the tuned frequency
  /// @return 1 inside, falling to −80 dB 150 Hz outside
  double passbandGain(double offsetHz) {
    double outside = Math.max(lowCutHz - offsetHz, offsetHz - highCutHz);
    if (outside <= 0) {
      return 1;
    }
    return Math.pow(10, -Math.min(1, outside / EDGE_HZ) * STOPBAND_DB / 20);
  }
}
