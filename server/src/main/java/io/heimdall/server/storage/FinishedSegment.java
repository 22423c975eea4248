package io.heimdall.server.storage;

import java.util.List;

/// A segment whose bytes are final and wait in the spool to be written to the store.
///
/// @param name what it is a segment of
/// @param file the `.npy` file
/// @param crc32c the CRC32C of each 256 KiB of the file
/// @param runs where its samples belong, in order and apart from each other
public record FinishedSegment(
    SegmentName name, ObjectBody.File file, ChunkChecksums crc32c, List<Run> runs) {

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

  /// The file's size, header included.
  ///
  /// @return bytes
  public long sizeBytes() {
    return file.sizeBytes();
  }

  /// The SHA-256 of the file.
  ///
  /// @return the hash
  public Sha256 sha256() {
    return file.sha256();
  }
}
