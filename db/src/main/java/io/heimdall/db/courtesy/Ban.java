package io.heimdall.db.courtesy;

import java.time.Instant;

/// A receiver's word that we are not to come back for a while.
///
/// @param at where it was said
/// @param reason the typed reason
/// @param message the same in a sentence
/// @param until when it is over
public record Ban(ReceiverAddress at, String reason, String message, Instant until) {}
