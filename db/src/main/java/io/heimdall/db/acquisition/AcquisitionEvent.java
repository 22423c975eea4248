package io.heimdall.db.acquisition;

import java.time.Instant;
import java.util.UUID;

/// Something that happened to an acquisition.
///
/// @param acquisitionId the acquisition
/// @param sequence its number, from 1 without holes
/// @param at when, to the microsecond
/// @param type what happened, a word in upper case
/// @param payloadJson the particulars as a JSON object; the same values as written, not the same
///   text
public record AcquisitionEvent(
    UUID acquisitionId, long sequence, Instant at, String type, String payloadJson) {}
