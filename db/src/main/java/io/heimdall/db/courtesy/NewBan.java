package io.heimdall.db.courtesy;

/// A receiver's word that we are not to come back for a while, as it is heard.
///
/// @param at where it was said
/// @param reason the typed reason, in capital letters
/// @param message the same in a sentence
public record NewBan(ReceiverAddress at, String reason, String message) {}
