package io.heimdall.db.recording;

import java.util.UUID;

/// Names a recording.
///
/// @param acquisitionId the acquisition
/// @param receiverId the receiver
/// @param hop which of the acquisition's frequencies, from 0
public record RecordingId(UUID acquisitionId, int receiverId, int hop) {}
