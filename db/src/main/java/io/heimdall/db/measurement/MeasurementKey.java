package io.heimdall.db.measurement;

import java.time.Instant;
import java.util.UUID;

/// What makes a measurement the same one: a re-run writes the same row.
///
/// @param acquisitionId the acquisition, `task_id` in the table
/// @param receiverId the receiver, `websdr_id` in the table
/// @param hop which of the acquisition's frequencies, from 0
/// @param plannedStart when the acquisition was to begin, to the microsecond
/// @param algorithmVersion the version of the algorithms; results of different versions do not
///   compare
public record MeasurementKey(
    UUID acquisitionId, int receiverId, int hop, Instant plannedStart, int algorithmVersion) {}
