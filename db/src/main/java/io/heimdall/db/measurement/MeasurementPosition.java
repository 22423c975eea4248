package io.heimdall.db.measurement;

import java.time.Instant;

/// The key that lists of measurements are ordered by, falling.
///
/// @param startTime the time of the first sample
/// @param key what makes it the same measurement
public record MeasurementPosition(Instant startTime, MeasurementKey key) {}
