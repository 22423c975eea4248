package io.heimdall.server.receiver.registry;

import io.heimdall.server.receiver.ReceiverHealth;
import java.time.Instant;

/// What one check of one receiver found.
///
/// @param receiverId the receiver
/// @param at when
/// @param health what was found
/// @param activated whether this check made the receiver active
public record CheckReport(int receiverId, Instant at, ReceiverHealth health, boolean activated) {}
