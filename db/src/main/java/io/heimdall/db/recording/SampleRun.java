package io.heimdall.db.recording;

/// Samples that follow one another without loss.
///
/// @param firstSample the index of the first in the recording; indexes count lost samples
/// @param sampleCount how many
public record SampleRun(long firstSample, long sampleCount) {}
