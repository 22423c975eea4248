package io.heimdall.server.iq.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The frames of a file of KiwiSDR's own client, with their stamps as they stand there, stale ones
/// included: for who plays them again.
///
/// @param statedRateHz the rate in the header, a whole number
/// @param frames all frames, in order
public record KiwiFrames(int statedRateHz, List<Frame> frames) {

  /// Samples of one frame.
  public static final int SAMPLES = 512;

  /// A stamp and the samples it belongs to.
  ///
  /// @param fixAgeSeconds the age of the receiver's last GPS fix
  /// @param gpsSecond the second of the GPS week
  /// @param gpsNanos the part of a second
  /// @param offsetBytes where its [#SAMPLES] samples begin in the file, int16 little-endian
  public record Frame(int fixAgeSeconds, int gpsSecond, int gpsNanos, long offsetBytes) {}

  /// Freezes the frames.
  public KiwiFrames {
    frames = List.copyOf(frames);
  }

  /// Finds the frames of a file.
  ///
  /// @param path the file
  /// @return its frames
  /// @throws IqFileException when it is not such a file
  /// @throws IOException when it cannot be read
  public static KiwiFrames read(Path path) throws IOException {
    try (FileBytes bytes = FileBytes.open(path, String.valueOf(path.getFileName()))) {
      WavChunks.Chunk first = WavChunks.open(bytes).next();
      if (first == null || !first.tag().equals("fmt ")) {
        throw bytes.refused("it does not begin with a chunk 'fmt '");
      }
      WavFormat format = WavFormat.read(bytes, first);
      if (format.datatype() != Datatype.CI16_LE) {
        throw bytes.refused("its samples are no PCM of 16 bits");
      }
      return new KiwiFrames((int) format.sampleRateHz(), frames(bytes));
    }
  }

  private static List<Frame> frames(FileBytes bytes) throws IOException {
    var samples = new WavSamples(bytes, WavChunks.open(bytes), Datatype.CI16_LE);
    List<Frame> frames = new ArrayList<>();
    for (WavSamples.Piece piece = samples.next(); piece != null; piece = samples.next()) {
      KiwiStamp stamp = piece.stamp();
      if (stamp == null && frames.isEmpty()) {
        throw bytes.refused("it has no GPS stamps: record with --kiwi-wav");
      }
      if (stamp == null || piece.sampleCount() != SAMPLES) {
        throw bytes.refused(
            "frame %d, at byte %d, is not a stamp followed by %d samples"
                .formatted(frames.size(), piece.offsetBytes(), SAMPLES));
      }
      frames.add(
          new Frame(
              stamp.fixAgeSeconds(),
              (int) stamp.gpsSecond(),
              (int) stamp.gpsNanos(),
              piece.offsetBytes()));
    }
    return frames;
  }
}
