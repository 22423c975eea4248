package io.heimdall.db.receiver;

import java.util.Objects;
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

  /// The driver of stations that give no IQ: people may look them up, and nothing is received from
  /// them.
  public static final String LISTEN_ONLY = "listen_only";

  /// The silence allowed when nothing else is said.
  public static final int DEFAULT_TIMEOUT_SECONDS = 30;

  /// The retries made when nothing else is said.
  public static final int DEFAULT_RETRY_COUNT = 3;

  /// Where an antenna stands.
  ///
  /// @param name the place, for people; may be empty
  /// @param country two capital letters (ISO 3166-1); null where not known
  /// @param position the place on the Earth; null where not known
  /// @param told whether the position is what the receiver itself tells, and nobody has said
  ///   another
  public record Location(
      String name, @Nullable String country, @Nullable Position position, boolean told) {

    /// A place in a country nobody has named, as people say it.
    ///
    /// @param name the place, for people; may be empty
    /// @param position the place on the Earth; null where not known
    public Location(String name, @Nullable Position position) {
      this(name, null, position, false);
    }
  }

  /// How loud a receiver is when a plan does not say; neither of both is the driver's default.
  ///
  /// @param manualDb manual gain in the receiver's own scale; null for none
  /// @param automatic whether the receiver sets its gain itself
  public record Gain(@Nullable Double manualDb, boolean automatic) {

    /// As the driver has it.
    public static final Gain DRIVERS_DEFAULT = new Gain(null, false);

    /// As the receiver sets it.
    public static final Gain AUTOMATIC = new Gain(null, true);

    /// Refuses a gain of both kinds.
    public Gain {
      if (manualDb != null && automatic) {
        throw new IllegalArgumentException("a gain is manual or automatic, not both");
      }
    }

    /// A gain somebody has set.
    ///
    /// @param db the gain in the receiver's own scale
    /// @return the gain
    public static Gain manual(double db) {
      return new Gain(db, false);
    }
  }

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
  /// @param gain how loud it is
  public record TuningDefaults(
      @Nullable Long minFrequencyHz,
      @Nullable Long maxFrequencyHz,
      long frequencyOffsetHz,
      @Nullable Double passbandLowHz,
      @Nullable Double passbandHighHz,
      Gain gain) {

    /// Nothing known, everything left to the driver.
    public static final TuningDefaults NONE =
        new TuningDefaults(null, null, 0, null, null, Gain.DRIVERS_DEFAULT);

    /// Leaves the gain to the driver where nothing is said, as in what was written before there was
    /// a choice.
    public TuningDefaults {
      gain = Objects.requireNonNullElse(gain, Gain.DRIVERS_DEFAULT);
    }

    /// Whether the receiver may be asked for a frequency: where its band is not known, it decides.
    ///
    /// @param frequencyHz a frequency at the antenna
    /// @return false when the frequency is known to lie outside
    public boolean covers(long frequencyHz) {
      return (minFrequencyHz == null || frequencyHz >= minFrequencyHz)
          && (maxFrequencyHz == null || frequencyHz <= maxFrequencyHz);
    }
  }

  /// Whether the station gives no IQ, and so can never be active.
  ///
  /// @return true where its driver says so
  public boolean listenOnly() {
    return driver.equals(LISTEN_ONLY);
  }

  /// Whether another spec means the same station: by the same driver at the same URL.
  ///
  /// @param other what is said of a receiver
  /// @return true where neither driver nor URL differ
  public boolean sameStation(ReceiverSpec other) {
    return driver.equals(other.driver) && url.equals(other.url);
  }

  /// The same under another name.
  ///
  /// @param value what people call it
  /// @return the changed spec
  public ReceiverSpec withName(String value) {
    return new ReceiverSpec(
        driver, value, url, location, activity, tuning, timeoutSeconds, retryCount);
  }

  /// The same with another activity.
  ///
  /// @param value whether acquisitions that name no receivers use it
  /// @return the changed spec
  public ReceiverSpec withActivity(Activity value) {
    return new ReceiverSpec(driver, name, url, location, value, tuning, timeoutSeconds, retryCount);
  }
}
