package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.PackedInts;
import io.heimdall.server.artifact.content.SeekTable;
import io.heimdall.server.artifact.content.ZstdFrames;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The stored sizes of the frames of a compressed upload, part by part. The part that ends the
/// object has one more: the size of the list of all frames.
final class FrameSizes {

  /// Of an upload that has no part yet.
  static final FrameSizes NONE = new FrameSizes(new int[0]);

  private final int[] sizes;

  private FrameSizes(int[] sizes) {
    this.sizes = sizes;
  }

  /// The sizes of all parts.
  ///
  /// @param parts those of each, in order
  static FrameSizes of(List<PackedInts> parts) {
    return new FrameSizes(
        parts.stream()
            .flatMapToInt(part -> IntStream.range(0, part.count()).map(part::get))
            .toArray());
  }

  /// Whether the object has been ended.
  ///
  /// @param sizeBytes the size of the upload
  boolean ended(long sizeBytes) {
    return sizes.length > ZstdFrames.count(sizeBytes);
  }

  /// The list of all frames.
  ///
  /// @param more the frames after these
  /// @param sizeBytes the size of the upload
  byte[] table(int[] more, long sizeBytes) {
    int[] all = Arrays.copyOf(sizes, sizes.length + more.length);
    System.arraycopy(more, 0, all, sizes.length, more.length);
    return SeekTable.write(all, sizeBytes);
  }

  /// How many bytes the object takes, once it has been ended.
  long storedBytes() {
    return Arrays.stream(sizes).asLongStream().sum();
  }
}
