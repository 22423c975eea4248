package io.heimdall.db.acquisition;

import java.util.UUID;

/// The right to write the results of one acquisition. It ends when another run takes over, which
/// raises the epoch.
///
/// @param acquisitionId the acquisition
/// @param epoch the number of the run, from 1
public record Lease(UUID acquisitionId, long epoch) {}
