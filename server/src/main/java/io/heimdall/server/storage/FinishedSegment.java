package io.heimdall.server.storage;

import java.nio.file.Path;
import java.util.List;

/// A segment whose bytes are final and wait in the spool to be written to the store.
///
/// @param name what it is a segment of
/// @param path the `.npy` file
/// @param sizeBytes the file's size, header included
/// @param sha256 the SHA-256 of the file
/// @param crc32c the CRC32C of each 256 KiB of the file
/// @param runs where its samples belong, in order and apart from each other
public record FinishedSegment(
    SegmentName name,
    Path path,
    long sizeBytes,
    Sha256 sha256,
    ChunkChecksums crc32c,
    List<Run> runs) {

  /// Freezes the runs.
  public FinishedSegment {
    runs = List.copyOf(runs);
  }

  /// How many samples the file holds.
  ///
  /// @return samples, lost ones not counted
  public long sampleCount() {
    return runs.stream().mapToLong(Run::sampleCount).sum();
  }

  /// The recording's index of the first sample.
  ///
  /// @return an index that counts lost samples
  public long firstSample() {
    return runs.getFirst().firstSample();
  }

  /// The recording's index after the last sample.
  ///
  /// @return an index that counts lost samples
  public long endSample() {
    return runs.getLast().endSample();
  }

  /// The file as the body of an object.
  ///
  /// @return the body
  public ObjectBody body() {
    return ObjectBody.of(path, sizeBytes, sha256);
  }
}
