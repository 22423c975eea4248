package io.heimdall.db.clock;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one test of a receiver's clock on a time-signal station found.
///
/// @param receiverId the receiver
/// @param at when, to the microsecond
/// @param station the station's name
/// @param carrierFrequencyHz its carrier
/// @param failure why nothing could be said; null when it could
/// @param carrier the carrier; null when none was heard
/// @param marks the second marks
/// @param score how good the clock is, 0 to 100; null when nothing could be said
public record ClockTest(
    int receiverId,
    Instant at,
    String station,
    long carrierFrequencyHz,
    @Nullable Failure failure,
    @Nullable Carrier carrier,
    Marks marks,
    @Nullable Double score) {

  /// Why nothing could be said.
  ///
  /// @param reason one word in capitals
  /// @param message the same in a sentence
  public record Failure(String reason, String message) {}

  /// The carrier as received.
  ///
  /// @param offsetHz received minus true frequency
  /// @param sigmaHz its standard deviation
  /// @param clockErrorPpm the offset over the frequency, in parts per million
  /// @param cn0Dbhz its power over the noise density
  public record Carrier(double offsetHz, double sigmaHz, double clockErrorPpm, double cn0Dbhz) {}

  /// The second marks.
  ///
  /// @param count how many were found
  /// @param offsetUs how late they come, in microseconds, less the time they were under way; null
  ///   where that is not known
  /// @param sigmaUs its standard deviation; null where the offset is
  public record Marks(int count, @Nullable Double offsetUs, @Nullable Double sigmaUs) {

    /// No marks were found.
    public static final Marks NONE = new Marks(0, null, null);
  }
}
