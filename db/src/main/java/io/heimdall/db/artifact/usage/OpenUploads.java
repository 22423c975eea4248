package io.heimdall.db.artifact.usage;

/// Uploads under way.
///
/// @param count how many
/// @param safeBytes bytes of them that are safe
public record OpenUploads(long count, long safeBytes) {}
