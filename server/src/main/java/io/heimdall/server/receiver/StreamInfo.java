package io.heimdall.server.receiver;

import java.util.Map;
import java.util.OptionalDouble;

/// What is known of a stream once it runs.
///
/// @param sampleRateHz the rate the receiver states; the measured one comes from stamps
/// @param bandLowHz lower edge of what the receiver's filter passes, relative to the centre
/// @param bandHighHz upper edge of what the receiver's filter passes, relative to the centre
/// @param dbmOffset what to add to dBFS to get dBm; empty where the level is not calibrated
/// @param zeroIf whether the receiver leaves a DC spike that metrics must skip
/// @param facts further facts worth keeping with the recording (software version, antenna, …)
public record StreamInfo(
    double sampleRateHz,
    double bandLowHz,
    double bandHighHz,
    OptionalDouble dbmOffset,
    boolean zeroIf,
    Map<String, String> facts) {

  /// Copies the facts.
  public StreamInfo {
    facts = Map.copyOf(facts);
  }
}
