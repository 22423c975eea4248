package io.heimdall.server.receiver;

/// What a receiver is asked to deliver.
///
/// @param centerFrequencyHz the frequency at the antenna that becomes 0 Hz
/// @param sampleRateHz samples per second, or 0 for the receiver's own rate
/// @param passbandLowHz lower edge relative to the centre, or NaN for the receiver's default
/// @param passbandHighHz upper edge relative to the centre, or NaN for the receiver's default
/// @param gain how loud it is to be
public record Tuning(
    long centerFrequencyHz,
    double sampleRateHz,
    double passbandLowHz,
    double passbandHighHz,
    Gain gain) {

  /// Tunes with everything else left to the receiver.
  ///
  /// @param centerFrequencyHz the frequency at the antenna that becomes 0 Hz
  /// @return the tuning
  public static Tuning to(long centerFrequencyHz) {
    return new Tuning(centerFrequencyHz, 0, Double.NaN, Double.NaN, Gain.DRIVERS_DEFAULT);
  }
}
