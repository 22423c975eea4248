package io.heimdall.db.acquisition;

import java.time.Instant;

/// Something that happened to an acquisition, before it has its number.
///
/// @param at when, to the microsecond
/// @param type what happened, a word in upper case
/// @param payloadJson the particulars as a JSON object
public record NewEvent(Instant at, String type, String payloadJson) {}
