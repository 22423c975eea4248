package io.heimdall.db.plan;

import java.time.Instant;
import java.util.UUID;

/// The key that lists of recurring plans are ordered by, falling.
///
/// @param createdAt when the plan was created
/// @param id its id
public record RecurringPlanKey(Instant createdAt, UUID id) {}
