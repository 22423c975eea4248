package io.heimdall.db.artifact;

import java.util.UUID;

/// Who writes an upload. Whatever a writer does to the upload names its epoch, and does nothing
/// once another writer has taken the next one.
///
/// @param uploadId the upload
/// @param epoch counts the writers of the upload
public record WriterFence(UUID uploadId, long epoch) {}
