package io.heimdall.db.artifact.usage;

import java.util.Map;

/// What is kept at one moment.
///
/// @param kept all that is not deleted
/// @param deleted what is deleted and not removed yet
/// @param contentTypes what is kept by media type, that with the most bytes first
/// @param owners what is kept by owner
public record Holdings(
    Amount kept, Amount deleted, Map<String, Amount> contentTypes, Map<String, Amount> owners) {}
