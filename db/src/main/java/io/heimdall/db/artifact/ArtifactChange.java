package io.heimdall.db.artifact;

import java.time.Instant;

/// A change that led to a revision.
///
/// @param changedBy who made it
/// @param changedAt when, to the microsecond
/// @param change what it was, such as `update`
/// @param documentJson everything said of the artifact after it, as a JSON object
public record ArtifactChange(
    String changedBy, Instant changedAt, String change, String documentJson) {}
