package io.heimdall.db.recording;

import java.time.Instant;

/// The key that lists of recordings are ordered by: newest first, then by acquisition, and within
/// one acquisition by rising receiver and hop.
///
/// @param createdAt when the recording was planned
/// @param id its name
public record RecordingKey(Instant createdAt, RecordingId id) {}
