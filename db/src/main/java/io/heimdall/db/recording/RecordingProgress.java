package io.heimdall.db.recording;

import org.jspecify.annotations.Nullable;

/// How far one recording has got while it runs.
///
/// @param receiverId the receiver
/// @param hop which of the acquisition's frequencies
/// @param samples its counts
/// @param snrDb signal to noise ratio so far; null while nothing is detected
public record RecordingProgress(
    int receiverId, int hop, SampleCounts samples, @Nullable Double snrDb) {}
