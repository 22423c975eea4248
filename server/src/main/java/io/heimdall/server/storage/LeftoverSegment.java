package io.heimdall.server.storage;

import java.nio.file.Path;

/// A spool file that an earlier process left behind.
///
/// @param name what it is a segment of
/// @param path the file
/// @param sizeBytes its size
public record LeftoverSegment(SegmentName name, Path path, long sizeBytes) {}
