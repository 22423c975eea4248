package io.heimdall.db.artifact;

import java.util.UUID;

/// The place of an artifact in a list.
///
/// @param value what the list's [ArtifactOrder] compares, as text
/// @param id the artifact
public record ArtifactKey(String value, UUID id) {}
