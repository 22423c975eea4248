package io.heimdall.server.simulator.signal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// An IQ recording as the KiwiSDR's own client writes it: RIFF/WAVE, a `fmt ` chunk, then for every
/// frame a `kiwi` chunk (age of the fix, GPS second of the week, nanoseconds) and a `data` chunk of
/// 512 times I and Q in int16, all little-endian, without padding.
final class KiwiWav {

  private static final int FMT_AT = 12;
  private static final int PAIRS_AT = 36;
  private static final int STAMP_BYTES = 10;
  private static final int DATA_BYTES = 4 * SampleBlock.SAMPLES;
  private static final int PAIR_BYTES = 8 + STAMP_BYTES + 8 + DATA_BYTES;
  private static final int LEAST_PAIRS = 4;
  private static final long MOST_BYTES = 1L << 30;
  private static final int WEEK_SECONDS = 604_800;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final String name;
  private final byte[] bytes;
  private final int blocks;

  private KiwiWav(String name, byte[] bytes) throws IOException {
    this.name = name;
    this.bytes = bytes;
    this.blocks = (bytes.length - PAIRS_AT) / PAIR_BYTES;
    check();
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
    return new KiwiWav(name, Files.readAllBytes(file));
  }

  String name() {
    return name;
  }

  int blocks() {
    return blocks;
  }

  /// The rate in the header, a whole number.
  int statedRateHz() {
    return intAt(FMT_AT + 12);
  }

  int fixAge(int block) {
    return bytes[stampAt(block)] & 0xFF;
  }

  int gpsSecond(int block) {
    return intAt(stampAt(block) + 2);
  }

  int gpsNanos(int block) {
    return intAt(stampAt(block) + 6);
  }

  void samples(int block, short[] iq) {
    int at = stampAt(block) + STAMP_BYTES + 8;
    for (int i = 0; i < iq.length; i++) {
      iq[i] = (short) SHORT.get(bytes, at + 2 * i);
    }
  }

  private static int pairAt(int block) {
    return PAIRS_AT + block * PAIR_BYTES;
  }

  private static int stampAt(int block) {
    return pairAt(block) + 8;
  }

  private int intAt(int at) {
    return (int) INT.get(bytes, at);
  }

  private int shortAt(int at) {
    return (short) SHORT.get(bytes, at) & 0xFFFF;
  }

  private boolean tagged(int at, String tag) {
    return new String(bytes, at, tag.length(), StandardCharsets.US_ASCII).equals(tag);
  }

  private void check() throws IOException {
    if (bytes.length < PAIRS_AT || !tagged(0, "RIFF") || !tagged(8, "WAVE")) {
      throw refused("it is not a RIFF/WAVE file");
    }
    if (!tagged(FMT_AT, "fmt ") || intAt(FMT_AT + 4) != 16) {
      throw refused("it does not begin with a 'fmt ' chunk of 16 bytes");
    }
    if (shortAt(FMT_AT + 8) != 1 || shortAt(FMT_AT + 10) != 2 || shortAt(FMT_AT + 22) != 16) {
      throw refused("it is not PCM with two channels of 16 bits");
    }
    if (bytes.length < PAIRS_AT + 8 || !tagged(PAIRS_AT, "kiwi")) {
      throw refused("it has no GPS stamps: record with --kiwi-wav");
    }
    long stated = Integer.toUnsignedLong(intAt(4)) + 8;
    if (stated != bytes.length || (bytes.length - PAIRS_AT) % PAIR_BYTES != 0) {
      throw refused(
          "it is truncated: the header states "
              + stated
              + " bytes, the file has "
              + bytes.length
              + ", and a whole number of frames would be "
              + pairAt(blocks));
    }
    if (blocks < LEAST_PAIRS) {
      throw refused("it holds " + blocks + " frames, at least " + LEAST_PAIRS + " are needed");
    }
    for (int block = 0; block < blocks; block++) {
      checkPair(block);
    }
  }

  private void checkPair(int block) throws IOException {
    int stamp = pairAt(block);
    int data = stamp + 8 + STAMP_BYTES;
    if (!tagged(stamp, "kiwi")
        || intAt(stamp + 4) != STAMP_BYTES
        || !tagged(data, "data")
        || intAt(data + 4) != DATA_BYTES) {
      throw refused("frame " + block + " is not a stamp followed by 512 samples");
    }
    if (Integer.compareUnsigned(gpsSecond(block), WEEK_SECONDS) >= 0
        || Integer.compareUnsigned(gpsNanos(block), NANOS_PER_SECOND) >= 0) {
      throw refused("the stamp of frame " + block + " is no time of the week");
    }
  }

  private IOException refused(String why) {
    return new IOException(name + " cannot be replayed: " + why);
  }
}
