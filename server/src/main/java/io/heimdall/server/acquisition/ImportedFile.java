package io.heimdall.server.acquisition;

/// A file of samples that an acquisition was made from, as its plan tells it.
///
/// @param name its name
/// @param sha256 the SHA-256 of its bytes, in hexadecimal digits
/// @param startUtcNanos when its first sample was taken, nanoseconds since 1970
record ImportedFile(String name, String sha256, long startUtcNanos) {}
