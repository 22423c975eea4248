package io.heimdall.db.recording;

/// How far one recording has got while it runs.
///
/// @param receiverId the receiver
/// @param hop which of the acquisition's frequencies
/// @param samples its counts
public record RecordingProgress(int receiverId, int hop, SampleCounts samples) {}
