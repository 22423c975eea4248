package io.heimdall.db.acquisition;

/// Which events of an acquisition there are.
///
/// @param compacted the number up to which they have been removed; 0 when none has
/// @param last the number of the last one; 0 before the first
public record EventRange(long compacted, long last) {}
