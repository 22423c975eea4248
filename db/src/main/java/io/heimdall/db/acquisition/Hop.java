package io.heimdall.db.acquisition;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One frequency of an acquisition, and when it is received.
///
/// @param acquisitionId the acquisition
/// @param hop its place in the plan, from 0
/// @param centerFrequencyHz the frequency at the antenna that becomes 0 Hz
/// @param window what every receiver records; null until they have agreed on it
public record Hop(
    UUID acquisitionId, int hop, long centerFrequencyHz, @Nullable UtcWindow window) {}
