package io.heimdall.db.receiver;

import org.jspecify.annotations.Nullable;

/// What people say of a receiver; everything else the system keeps itself.
///
/// @param driver the name of the driver that speaks its protocol, a lower-case word such as `kiwi`
/// @param name what people call it; unique among receivers that are not deleted, case aside
/// @param url where it listens
/// @param location where its antenna stands
/// @param activity whether acquisitions that name no receivers use it
/// @param tuning what it covers and how it is tuned
/// @param timeoutSeconds the longest silence before it counts as gone
/// @param retryCount how often a failure that passes is tried again
public record ReceiverSpec(
    String driver,
    String name,
    String url,
    Location location,
    Activity activity,
    TuningDefaults tuning,
    int timeoutSeconds,
    int retryCount) {

  /// The silence allowed when nothing else is said.
  public static final int DEFAULT_TIMEOUT_SECONDS = 30;

  /// The retries made when nothing else is said.
  public static final int DEFAULT_RETRY_COUNT = 3;

  /// Where an antenna stands.
  ///
  /// @param name the place, for people; may be empty
  /// @param position the place on the Earth; null where not known
  public record Location(String name, @Nullable Position position) {}

  /// Whether acquisitions that name no receivers use a receiver.
  public enum Activity {
    /// They do.
    ACTIVE,
    /// They do not.
    INACTIVE,
    /// They will, once a check has received samples from it.
    WHEN_PROVEN,
    /// They did, until too many checks in a row failed, and will again once checks succeed. Only
    /// checks make it so.
    DEACTIVATED
  }

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

  /// The same with another activity.
  ///
  /// @param value whether acquisitions that name no receivers use it
  /// @return the changed spec
  public ReceiverSpec withActivity(Activity value) {
    return new ReceiverSpec(driver, name, url, location, value, tuning, timeoutSeconds, retryCount);
  }
}
