package io.heimdall.server.receiver.choice;

import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverHistory;
import io.heimdall.server.geo.GreatCircle;
import io.heimdall.server.geo.Place;
import java.util.Optional;
import java.util.OptionalDouble;

/// A receiver that may be chosen.
///
/// @param receiver the receiver
/// @param suitability how well it suits by itself
/// @param distanceKm how far it is from the target; empty where not known
/// @param bearingDeg its bearing as seen from the target; empty where not known, and within 100 m,
///   where a bearing means nothing
record Candidate(
    Receiver receiver,
    Suitability suitability,
    OptionalDouble distanceKm,
    OptionalDouble bearingDeg) {

  private static final double NEAREST_KM = 0.1;

  static Candidate of(Receiver receiver, ReceiverHistory history, Optional<Place> near) {
    var suitability = Suitability.of(receiver, history);
    var position = receiver.spec().location().position();
    if (near.isEmpty() || position == null) {
      return new Candidate(receiver, suitability, OptionalDouble.empty(), OptionalDouble.empty());
    }
    var place = new Place(position.latitudeDeg(), position.longitudeDeg());
    double distanceKm = GreatCircle.distanceKm(near.get(), place);
    return new Candidate(
        receiver,
        suitability,
        OptionalDouble.of(distanceKm),
        distanceKm < NEAREST_KM
            ? OptionalDouble.empty()
            : OptionalDouble.of(GreatCircle.bearingDeg(near.get(), place)));
  }
}
