package io.heimdall.db.recording;

/// One sample whose time is known, and the rate by which the others are dated.
///
/// @param sample its index in the recording
/// @param utcNanos its time, ns since 1970-01-01T00:00:00Z
/// @param rateHz samples per UTC second
public record TimeAnchor(long sample, long utcNanos, double rateHz) {}
