package io.heimdall.db.measurement;

import java.time.Instant;
import java.util.UUID;

/// What makes a measurement the same one: a re-run writes the same row. Lists go by it, in the
/// order of its parts.
///
/// @param windowStart when the window began that the samples are from, the same for all receivers,
///   to the microsecond
/// @param acquisitionId the acquisition, `task_id` in the table
/// @param receiverId the receiver, `websdr_id` in the table
/// @param hop which of the acquisition's frequencies, from 0
/// @param algorithmVersion the version of the algorithms; results of different versions do not
///   compare
public record MeasurementKey(
    Instant windowStart, UUID acquisitionId, int receiverId, int hop, int algorithmVersion) {}
