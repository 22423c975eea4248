package io.heimdall.db.task;

/// The key of a task.
///
/// @param name what is to be done
/// @param instance for which thing
public record TaskId(String name, String instance) {}
