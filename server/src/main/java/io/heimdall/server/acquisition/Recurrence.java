package io.heimdall.server.acquisition;

import io.heimdall.db.Tx;
import java.util.UUID;
import java.util.function.BiConsumer;

/// Where an acquisition comes from that no caller has asked for.
///
/// @param recurringPlanId the recurring plan
/// @param alongside what is written in the transaction that accepts the acquisition, whose id it is
///   given; what it throws undoes both
public record Recurrence(UUID recurringPlanId, BiConsumer<Tx, UUID> alongside) {}
