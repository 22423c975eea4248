package io.heimdall.db.acquisition;

import java.time.Instant;
import java.util.UUID;

/// The key that lists of acquisitions are ordered by, falling.
///
/// @param createdAt when the acquisition was accepted
/// @param id its id
public record AcquisitionKey(Instant createdAt, UUID id) {}
