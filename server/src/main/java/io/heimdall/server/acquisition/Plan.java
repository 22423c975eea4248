package io.heimdall.server.acquisition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to receive, for how long and where.
///
/// @param centerFrequencyHz the frequency at the antenna that becomes 0 Hz
/// @param durationNanos how long to record
/// @param sampleRateHz samples per second, or 0 for each receiver's own
/// @param passband what the receivers' filters are to pass; null for their defaults
/// @param gainDb manual gain in the receivers' own scale; null for the drivers' defaults
/// @param receiverIds which receivers; empty for all that are active and in band
/// @param minReceivers how many must deliver samples, at least 1
/// @param labels the caller's notes
public record Plan(
    long centerFrequencyHz,
    long durationNanos,
    double sampleRateHz,
    @Nullable Passband passband,
    @Nullable Double gainDb,
    List<Integer> receiverIds,
    int minReceivers,
    Map<String, String> labels) {

  /// Copies the lists.
  public Plan {
    receiverIds = List.copyOf(receiverIds);
    labels = Map.copyOf(labels);
  }

  /// A range of frequencies around the centre.
  ///
  /// @param lowHz lower edge relative to the centre
  /// @param highHz upper edge relative to the centre
  public record Passband(double lowHz, double highHz) {}

  /// The same for these receivers.
  ///
  /// @param ids the receivers
  /// @return the changed plan
  Plan withReceivers(List<Integer> ids) {
    return new Plan(
        centerFrequencyHz,
        durationNanos,
        sampleRateHz,
        passband,
        gainDb,
        ids,
        minReceivers,
        labels);
  }
}
