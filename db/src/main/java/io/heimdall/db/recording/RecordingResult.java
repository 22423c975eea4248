package io.heimdall.db.recording;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a recording ended.
///
/// @param failure why it ended early; null when it is complete
/// @param samples how far it got
/// @param snrDb signal to noise ratio in the signal's own bandwidth; null when nothing was detected
/// @param timing what ties its samples to UTC; null when no sample came
/// @param quality what else is known of it
/// @param at when it ended
public record RecordingResult(
    Recording.@Nullable Failure failure,
    SampleCounts samples,
    @Nullable Double snrDb,
    @Nullable RecordingTiming timing,
    Recording.Quality quality,
    Instant at) {}
