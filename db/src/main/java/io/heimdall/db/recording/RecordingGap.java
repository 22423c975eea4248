package io.heimdall.db.recording;

/// Samples known to be lost.
///
/// @param firstSample the index of the first lost one in the recording
/// @param sampleCount how many, at least 1
/// @param cause how the loss was seen, a name of the server's list
public record RecordingGap(long firstSample, long sampleCount, String cause) {}
