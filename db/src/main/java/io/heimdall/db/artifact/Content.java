package io.heimdall.db.artifact;

/// What the bytes of a version are.
///
/// @param contentType their media type
/// @param sizeBytes how many there are
/// @param sha256 their SHA-256, 64 lower-case hexadecimal digits
public record Content(String contentType, long sizeBytes, String sha256) {}
