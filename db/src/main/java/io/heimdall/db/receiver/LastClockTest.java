package io.heimdall.db.receiver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the newest test of a receiver's clock found.
///
/// @param at when
/// @param station the time-signal station
/// @param carrierFrequencyHz the frequency of its carrier
/// @param outcome what was wrong; null where nothing was
/// @param carrier what was found of the carrier
/// @param marks what was found of the second marks
/// @param score how good the clock is, 0 to 100; null where nothing could be said
public record LastClockTest(
    Instant at,
    String station,
    long carrierFrequencyHz,
    @Nullable Outcome outcome,
    Carrier carrier,
    Marks marks,
    @Nullable Double score) {

  /// Why nothing could be said.
  ///
  /// @param reason the typed reason
  /// @param message the same in a sentence
  public record Outcome(String reason, String message) {}

  /// The carrier; null where it was not found.
  ///
  /// @param offsetHz received minus true frequency
  /// @param offsetSigmaHz its standard uncertainty
  /// @param clockErrorPpm the offset over the frequency, in parts per million
  /// @param cn0Dbhz signal to noise density
  public record Carrier(
      @Nullable Double offsetHz,
      @Nullable Double offsetSigmaHz,
      @Nullable Double clockErrorPpm,
      @Nullable Double cn0Dbhz) {}

  /// The second marks; null where nothing can be said of their time.
  ///
  /// @param count how many were found
  /// @param offsetMicros their mean time after the UTC second
  /// @param sigmaMicros its standard uncertainty
  public record Marks(int count, @Nullable Double offsetMicros, @Nullable Double sigmaMicros) {}
}
