package io.heimdall.client;

import io.heimdall.v1.Artifact;

/// What an upload has become.
///
/// @param artifact the artifact, of which it is the current version unless another has come since
/// @param unchanged whether the bytes equal those of the version before, so that none was made
/// @param sizeBytes how many bytes were uploaded, whenever they were sent
/// @param sha256 SHA-256 of the bytes, 64 hexadecimal digits
public record Uploaded(Artifact artifact, boolean unchanged, long sizeBytes, String sha256) {}
