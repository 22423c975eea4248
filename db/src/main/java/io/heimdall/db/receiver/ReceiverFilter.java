package io.heimdall.db.receiver;

import org.jspecify.annotations.Nullable;

/// Which receivers a list holds; null leaves a part open. Deleted receivers are never listed.
///
/// @param active only active ones, or only inactive ones
/// @param driver only those of one driver
/// @param coversFrequencyHz only those not known to be unable to receive this frequency
public record ReceiverFilter(
    @Nullable Boolean active, @Nullable String driver, @Nullable Long coversFrequencyHz) {

  /// Every receiver that is not deleted.
  public static final ReceiverFilter ALL = new ReceiverFilter(null, null, null);

  /// Every active receiver.
  public static final ReceiverFilter ACTIVE = new ReceiverFilter(true, null, null);
}
