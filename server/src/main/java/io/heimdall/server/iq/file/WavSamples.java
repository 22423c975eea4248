package io.heimdall.server.iq.file;

import io.heimdall.server.iq.Gap;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The chunks of a WAVE file that hold samples, each with KiwiSDR's stamp where one stands before
/// it.
final class WavSamples {

  private static final int STAMP_BYTES = 10;

  private final FileBytes bytes;
  private final WavChunks chunks;
  private final Datatype datatype;
  private long firstSample;

  /// Samples with their raw stamp.
  ///
  /// @param offsetBytes where they begin in the file
  /// @param sampleCount how many
  /// @param stamp what stands before them; null for nothing
  record Piece(long offsetBytes, long sampleCount, @Nullable KiwiStamp stamp) {}

  WavSamples(FileBytes bytes, WavChunks chunks, Datatype datatype) {
    this.bytes = bytes;
    this.chunks = chunks;
    this.datatype = datatype;
  }

  /// Finds the next samples.
  ///
  /// @return null after the last
  @Nullable Piece next() throws IOException {
    WavChunks.Chunk stamp = null;
    for (WavChunks.Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
      if (chunk.tag().equals("data")) {
        return new Piece(
            chunk.offset(),
            bytes.samples(chunk.offset(), chunk.size(), datatype),
            stamp == null ? null : stamp(stamp));
      }
      if (stamp != null) {
        throw withoutSamples(stamp);
      }
      stamp = chunk.tag().equals("kiwi") ? chunk : null;
    }
    if (stamp != null) {
      throw withoutSamples(stamp);
    }
    return null;
  }

  /// Finds the next samples of a file without stamps.
  @Nullable Span nextUnstamped() throws IOException {
    Piece piece = next();
    if (piece == null) {
      return null;
    }
    var span =
        new Span(piece.offsetBytes(), piece.sampleCount(), firstSample, Gap.Cause.SEQUENCE, null);
    firstSample += piece.sampleCount();
    return span;
  }

  private IqFileException withoutSamples(WavChunks.Chunk stamp) {
    return bytes.refused("its stamp at byte %d has no samples after it".formatted(stamp.offset()));
  }

  private KiwiStamp stamp(WavChunks.Chunk chunk) throws IOException {
    if (chunk.size() != STAMP_BYTES) {
      throw bytes.refused(
          "its stamp at byte %d has %d bytes, expected %d"
              .formatted(chunk.offset(), chunk.size(), STAMP_BYTES));
    }
    ByteBuffer stamp = bytes.read(chunk.offset(), STAMP_BYTES, "a stamp");
    var read =
        new KiwiStamp(
            stamp.get(0) & 0xff,
            Integer.toUnsignedLong(stamp.getInt(2)),
            Integer.toUnsignedLong(stamp.getInt(6)));
    if (!read.inRange()) {
      throw bytes.refused(
          "its stamp at byte %d is %d s %d ns, which is no time of the week"
              .formatted(chunk.offset(), read.gpsSecond(), read.gpsNanos()));
    }
    return read;
  }
}
