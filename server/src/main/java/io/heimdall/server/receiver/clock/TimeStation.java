package io.heimdall.server.receiver.clock;

import io.heimdall.server.dsp.MarkShape;
import io.heimdall.server.geo.Place;
import java.util.List;
import java.util.Optional;

/// A station that sends a carrier of exact frequency, and marks seconds.
///
/// @param name what it is called
/// @param place where its antenna is
/// @param carriersHz its carriers in Hz, those heard most often first
/// @param mark how it marks seconds; empty where not in a way that is known here
/// @param rangeKm how far it is commonly heard, in km
record TimeStation(
    String name, Place place, List<Long> carriersHz, Optional<MarkShape> mark, double rangeKm) {

  TimeStation {
    carriersHz = List.copyOf(carriersHz);
  }

  /// One carrier of a station.
  ///
  /// @param station whose it is
  /// @param frequencyHz the carrier
  record Carrier(TimeStation station, long frequencyHz) {}
}
