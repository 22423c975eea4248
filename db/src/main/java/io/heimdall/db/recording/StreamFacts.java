package io.heimdall.db.recording;

import org.jspecify.annotations.Nullable;

/// What a receiver said when its stream began.
///
/// @param sampleRateHz samples per second as the receiver states them
/// @param bandLowHz lower edge of what its filter passes, relative to the centre; null where not
///   known
/// @param bandHighHz upper edge; null where not known
/// @param dbmOffset what to add to dBFS to get dBm; null where the level is not calibrated
/// @param factsJson further facts as a JSON object of strings
public record StreamFacts(
    double sampleRateHz,
    @Nullable Double bandLowHz,
    @Nullable Double bandHighHz,
    @Nullable Double dbmOffset,
    String factsJson) {}
