package io.heimdall.server.admin;

/// What a sweep found in all.
///
/// @param objects objects looked at, foreign ones included
/// @param orphans those that no row lists and that are old enough
/// @param orphanBytes their size
/// @param deleted those deleted
/// @param young those that no row lists yet and that may still be listed
/// @param missing rows whose object is gone or not as it should be
public record SweepTotals(
    long objects, long orphans, long orphanBytes, long deleted, long young, long missing) {}
