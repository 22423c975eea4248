package io.heimdall.db.receiver;

import org.jspecify.annotations.Nullable;

/// Which receivers a list holds; null leaves a part open. Deleted receivers are never listed.
///
/// @param active only active ones, or only inactive ones
/// @param driver only those of one driver
/// @param coversFrequencyHz only those not known to be unable to receive this frequency
/// @param country only those in this country, as two capital letters
/// @param within only those known to stand around a place
public record ReceiverFilter(
    @Nullable Boolean active,
    @Nullable String driver,
    @Nullable Long coversFrequencyHz,
    @Nullable String country,
    @Nullable Within within) {

  /// Every receiver that is not deleted.
  public static final ReceiverFilter ALL = new ReceiverFilter(null, null, null);

  /// Every active receiver.
  public static final ReceiverFilter ACTIVE = new ReceiverFilter(true, null, null);

  /// What lies around a place.
  ///
  /// @param center the place; its height does not count
  /// @param distanceKm the largest distance along the Earth's surface
  public record Within(Position center, double distanceKm) {}

  /// Receivers wherever they stand.
  ///
  /// @param active only active ones, or only inactive ones
  /// @param driver only those of one driver
  /// @param coversFrequencyHz only those not known to be unable to receive this frequency
  public ReceiverFilter(
      @Nullable Boolean active, @Nullable String driver, @Nullable Long coversFrequencyHz) {
    this(active, driver, coversFrequencyHz, null, null);
  }
}
