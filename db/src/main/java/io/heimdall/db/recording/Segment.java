package io.heimdall.db.recording;

import java.util.List;

/// One stored object of a recording's samples. Written after the object, never changed.
///
/// @param recording the recording
/// @param index its place among the recording's segments, from 0
/// @param epoch the lease epoch that wrote it
/// @param objectKey the object's key; no two segments share one
/// @param runs the contiguous runs in the object, in order; at least one
/// @param object what can be checked of the object
/// @param anchor what ties its samples to UTC
public record Segment(
    RecordingId recording,
    int index,
    long epoch,
    String objectKey,
    List<SampleRun> runs,
    StoredObject object,
    TimeAnchor anchor) {

  /// How many bytes of the object one checksum of [StoredObject#crc32cBlocks()] covers.
  public static final int CHECKSUM_BLOCK_BYTES = 256 * 1024;

  /// What can be checked of an object.
  ///
  /// @param sizeBytes its size
  /// @param sha256 its SHA-256 in lower-case hexadecimal
  /// @param crc32cBlocks the CRC32C of each [Segment#CHECKSUM_BLOCK_BYTES] of it, the last block
  ///   shorter; the bits of an unsigned 32-bit number
  public record StoredObject(long sizeBytes, String sha256, List<Integer> crc32cBlocks) {

    /// Copies the checksums.
    public StoredObject {
      crc32cBlocks = List.copyOf(crc32cBlocks);
    }
  }

  /// Copies the runs and refuses a segment without any.
  public Segment {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("segment " + objectKey + " has no samples");
    }
  }

  /// The index in the recording of its first sample.
  ///
  /// @return a sample index
  public long firstSample() {
    return runs.getFirst().firstSample();
  }

  /// How many samples the object holds; lost ones are not among them.
  ///
  /// @return the sum over its runs
  public long sampleCount() {
    return runs.stream().mapToLong(SampleRun::sampleCount).sum();
  }
}
