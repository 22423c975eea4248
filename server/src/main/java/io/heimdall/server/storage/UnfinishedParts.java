package io.heimdall.server.storage;

import java.time.Instant;

/// Parts in the store that are no object yet.
///
/// @param key the object that they are to become
/// @param uploadId the store's name for them
/// @param begunAt when they were begun, by the store's clock
public record UnfinishedParts(String key, String uploadId, Instant begunAt) {}
