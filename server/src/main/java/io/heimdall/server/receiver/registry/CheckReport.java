package io.heimdall.server.receiver.registry;

import io.heimdall.server.receiver.ReceiverHealth;
import java.time.Instant;

/// What one check of one receiver found.
///
/// @param receiverId the receiver
/// @param at when
/// @param health what was found
/// @param effect what the check made of the receiver
public record CheckReport(int receiverId, Instant at, ReceiverHealth health, CheckEffect effect) {}
