package io.heimdall.db.artifact;

import java.time.Instant;
import java.util.UUID;

/// Something that happened to an artifact.
///
/// @param sequence its place among all events, without holes
/// @param artifactId the artifact
/// @param owner whose it is
/// @param at when it happened
/// @param actor who did it; empty: the server itself
/// @param change what it was, such as `update`
/// @param revision the artifact's revision after it
public record ArtifactEvent(
    long sequence,
    UUID artifactId,
    String owner,
    Instant at,
    String actor,
    String change,
    int revision) {}
