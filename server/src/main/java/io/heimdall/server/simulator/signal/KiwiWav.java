package io.heimdall.server.simulator.signal;

import io.heimdall.server.iq.file.IqFileException;
import io.heimdall.server.iq.file.KiwiFrames;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// An IQ recording as the KiwiSDR's own client writes it, held in memory: any of its frames can be
/// had at any time.
final class KiwiWav {

  private static final int LEAST_FRAMES = 4;
  private static final long MOST_BYTES = 1L << 30;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final String name;
  private final byte[] bytes;
  private final KiwiFrames frames;

  private KiwiWav(String name, byte[] bytes, KiwiFrames frames) throws IOException {
    this.name = name;
    this.bytes = bytes;
    this.frames = frames;
    if (blocks() < LEAST_FRAMES) {
      throw new IOException(
          "%s cannot be replayed: it holds %d frames, at least %d are needed"
              .formatted(name, blocks(), LEAST_FRAMES));
    }
  }

  /// Reads a recording whole.
  ///
  /// @throws IOException with a sentence that says what is wrong with the file
  static KiwiWav read(Path file) throws IOException {
    long size = Files.size(file);
    String name = String.valueOf(file.getFileName());
    if (size > MOST_BYTES) {
      throw new IOException(name + " is larger than " + MOST_BYTES + " bytes");
    }
    try {
      return new KiwiWav(name, Files.readAllBytes(file), KiwiFrames.read(file));
    } catch (IqFileException e) {
      throw new IOException("cannot be replayed: " + e.getMessage(), e);
    }
  }

  String name() {
    return name;
  }

  int blocks() {
    return frames.frames().size();
  }

  /// The rate in the header, a whole number.
  int statedRateHz() {
    return frames.statedRateHz();
  }

  int fixAge(int block) {
    return frames.frames().get(block).fixAgeSeconds();
  }

  int gpsSecond(int block) {
    return frames.frames().get(block).gpsSecond();
  }

  int gpsNanos(int block) {
    return frames.frames().get(block).gpsNanos();
  }

  void samples(int block, short[] iq) {
    int at = (int) frames.frames().get(block).offsetBytes();
    for (int i = 0; i < iq.length; i++) {
      iq[i] = (short) SHORT.get(bytes, at + 2 * i);
    }
  }
}
