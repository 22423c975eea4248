package io.heimdall.db.recording;

/// What ties a recording's samples to UTC, and how well.
///
/// @param firstSampleUtcNanos the time of sample 0, ns since 1970-01-01T00:00:00Z
/// @param anchor a sample whose time is known, with the measured rate
/// @param timingClass `GPS_FIT`, `GPS_STALE` or `HOST_ARRIVAL`
/// @param uncertaintyNanos one standard uncertainty of the anchor's time
/// @param residualRmsNanos root mean square distance of the stamps from the line; 0 without stamps
/// @param residualMaxNanos the largest such distance; 0 without stamps
/// @param maxFixAgeSeconds the oldest GPS fix any stamp rests on; −1 without stamps
public record RecordingTiming(
    long firstSampleUtcNanos,
    TimeAnchor anchor,
    String timingClass,
    long uncertaintyNanos,
    long residualRmsNanos,
    long residualMaxNanos,
    int maxFixAgeSeconds) {}
