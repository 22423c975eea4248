package io.heimdall.server.receiver.choice;

import io.heimdall.db.receiver.Receiver;
import java.util.List;
import java.util.OptionalDouble;

/// A receiver that suits a target.
///
/// @param receiver the receiver
/// @param score how well it suits by itself, 0 to 1
/// @param distanceKm how far it is from the target; empty where not known
/// @param bearingDeg its bearing as seen from the target, clockwise from north; empty where not
///   known
/// @param uptime the share of good checks reckoned with, 0 to 1
/// @param medianSnrDb the median SNR around the frequency; empty where nothing was measured
/// @param reasons why it stands where it stands, in sentences
public record Suggestion(
    Receiver receiver,
    double score,
    OptionalDouble distanceKm,
    OptionalDouble bearingDeg,
    double uptime,
    OptionalDouble medianSnrDb,
    List<String> reasons) {

  /// Copies the reasons.
  public Suggestion {
    reasons = List.copyOf(reasons);
  }

  /// What is suggested.
  ///
  /// @param receivers the best first
  /// @param gdop the horizontal dilution of precision of all of them together; empty where they
  ///   give no position
  public record Set(List<Suggestion> receivers, OptionalDouble gdop) {

    /// Copies the list.
    public Set {
      receivers = List.copyOf(receivers);
    }
  }
}
