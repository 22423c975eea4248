package io.heimdall.db.recording;

import org.jspecify.annotations.Nullable;

/// How far one recording has got while it runs.
///
/// @param receiverId the receiver
/// @param hop which of the acquisition's frequencies
/// @param samples its counts
/// @param snrDb signal to noise ratio so far; null while nothing is detected
/// @param timing what ties its samples to UTC as known now; null before anything came
/// @param retries how often its receiver was tried again
public record RecordingProgress(
    int receiverId,
    int hop,
    SampleCounts samples,
    @Nullable Double snrDb,
    @Nullable RecordingTiming timing,
    Recording.Retries retries) {}
