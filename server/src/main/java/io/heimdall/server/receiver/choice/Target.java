package io.heimdall.server.receiver.choice;

import io.heimdall.server.geo.Place;
import java.util.Optional;
import java.util.OptionalDouble;

/// What receivers are wanted for.
///
/// @param near where the transmitter is thought to be; empty where not known
/// @param frequencyHz its frequency
/// @param count how many receivers are wanted
/// @param mostDistanceKm the farthest one may be from `near`; empty for any. Counts only with it
/// @param which whether inactive ones may be taken
public record Target(
    Optional<Place> near, long frequencyHz, int count, OptionalDouble mostDistanceKm, Which which) {

  /// Which receivers may be taken.
  public enum Which {
    /// Those that acquisitions take by themselves.
    ACTIVE,

    /// Inactive ones too.
    ANY
  }
}
