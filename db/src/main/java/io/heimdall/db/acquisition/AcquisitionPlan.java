package io.heimdall.db.acquisition;

import java.time.Instant;

/// What was asked for: the parts that queries need, and the whole as JSON.
///
/// @param centerFrequencyHz the frequency at the antenna that becomes 0 Hz; of several, the first
/// @param durationNanos how long to record
/// @param sampleRateHz samples per second, or 0 for each receiver's own
/// @param minReceivers how many receivers must deliver samples
/// @param plannedStart when it is to begin, to the microsecond; part of the key of its measurements
/// @param planJson the whole plan as a JSON object
/// @param labelsJson the labels as a JSON object of strings
public record AcquisitionPlan(
    long centerFrequencyHz,
    long durationNanos,
    double sampleRateHz,
    int minReceivers,
    Instant plannedStart,
    String planJson,
    String labelsJson) {}
