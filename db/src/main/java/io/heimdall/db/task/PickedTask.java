package io.heimdall.db.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A task that a node is at, as its last heartbeat left it. Two that are equal say that there was
/// none in between.
///
/// @param id the task
/// @param version which holder it is, counted from its creation
/// @param lastHeartbeat by the holder's clock
public record PickedTask(TaskId id, long version, @Nullable Instant lastHeartbeat) {}
