package io.heimdall.db.receiver;

import org.jspecify.annotations.Nullable;

/// What people say of a receiver; everything else the system keeps itself.
///
/// @param driver the name of the driver that speaks its protocol, a lower-case word such as `kiwi`
/// @param name what people call it; unique among receivers that are not deleted, case aside
/// @param url where it listens
/// @param location where its antenna stands
/// @param active whether acquisitions that name no receivers use it
/// @param tuning what it covers and how it is tuned
/// @param timeoutSeconds the longest silence before it counts as gone
/// @param retryCount how often a failure that passes is tried again
public record ReceiverSpec(
    String driver,
    String name,
    String url,
    Location location,
    boolean active,
    TuningDefaults tuning,
    int timeoutSeconds,
    int retryCount) {

  /// The silence allowed when nothing else is said.
  public static final int DEFAULT_TIMEOUT_SECONDS = 30;

  /// The retries made when nothing else is said.
  public static final int DEFAULT_RETRY_COUNT = 3;

  /// Where an antenna stands, WGS 84.
  ///
  /// @param name the place, for people; may be empty
  /// @param country ISO 3166 code of two letters, where known
  /// @param latitudeDeg north positive, −90 to 90
  /// @param longitudeDeg east positive, −180 to 180
  /// @param altitudeM metres above the ellipsoid, where known
  public record Location(
      String name,
      @Nullable String country,
      double latitudeDeg,
      double longitudeDeg,
      @Nullable Double altitudeM) {}

  /// What a receiver covers, and how it is tuned when a plan does not say.
  ///
  /// @param minFrequencyHz the lowest frequency at the antenna; null where not known
  /// @param maxFrequencyHz the highest frequency at the antenna; null where not known
  /// @param frequencyOffsetHz what a converter in front of it adds
  /// @param passbandLowHz lower edge relative to the centre; null for the driver's default
  /// @param passbandHighHz upper edge relative to the centre; null for the driver's default
  /// @param gainDb manual gain in the receiver's own scale; null for the driver's default
  public record TuningDefaults(
      @Nullable Long minFrequencyHz,
      @Nullable Long maxFrequencyHz,
      long frequencyOffsetHz,
      @Nullable Double passbandLowHz,
      @Nullable Double passbandHighHz,
      @Nullable Double gainDb) {

    /// Nothing known, everything left to the driver.
    public static final TuningDefaults NONE = new TuningDefaults(null, null, 0, null, null, null);

    /// Whether the receiver may be asked for a frequency: where its band is not known, it decides.
    ///
    /// @param frequencyHz a frequency at the antenna
    /// @return false when the frequency is known to lie outside
    public boolean covers(long frequencyHz) {
      return (minFrequencyHz == null || frequencyHz >= minFrequencyHz)
          && (maxFrequencyHz == null || frequencyHz <= maxFrequencyHz);
    }
  }

  /// The same, active or not.
  ///
  /// @param value whether acquisitions that name no receivers use it
  /// @return the changed spec
  public ReceiverSpec withActive(boolean value) {
    return new ReceiverSpec(driver, name, url, location, value, tuning, timeoutSeconds, retryCount);
  }
}
