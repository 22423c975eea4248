package io.heimdall.db.receiver;

import java.time.Instant;

/// What one check of a receiver found.
///
/// @param at when, to the microsecond
/// @param ok whether it delivered IQ
/// @param detailJson everything else as a JSON object
public record ReceiverCheck(Instant at, boolean ok, String detailJson) {}
