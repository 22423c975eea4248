package io.heimdall.db.measurement;

/// What became of measurements that were to be added.
///
/// @param added how many are new
/// @param duplicates how many were there already, or twice among them, and were left as they are
public record Inserted(int added, int duplicates) {}
