package io.heimdall.db.artifact;

import java.time.Instant;
import java.util.UUID;

/// Where an upload stands in the list of uploads, the newest first.
///
/// @param createdAt when it began, to the microsecond
/// @param id its id
public record UploadKey(Instant createdAt, UUID id) {}
