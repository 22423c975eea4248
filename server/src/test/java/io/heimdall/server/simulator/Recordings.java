package io.heimdall.server.simulator;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// Recordings for tests: real ones where the machine has them, and made ones.
public final class Recordings {

  static final int HEADER_BYTES = 36;

  /// A frame in the file: its stamp and its samples.
  public static final int PAIR_BYTES = 2_074;

  static final int STAMP_AT = 8;
  private static final int WEEK_SECONDS = 604_800;

  private Recordings() {}

  /// The directory of the real recordings; skips the test where there is none.
  static Path real() {
    String root = System.getProperty("HEIMDALL_TEST_DATA", System.getenv("HEIMDALL_TEST_DATA"));
    assumeTrue(root != null && !root.isEmpty(), "HEIMDALL_TEST_DATA names no test data");
    return Path.of(root, "iq");
  }

  /// Makes a recording of 2017-11-27T10:41:56Z, which is second 124,934 of its GPS week.
  ///
  /// @param directory where it goes
  /// @param station its receiver
  /// @param blocks frames of 512 samples
  /// @param stale how many of them carry the stamps of an earlier listener
  /// @param firstSecond the GPS second of the week of the first good frame
  /// @param rateHz samples per second
  /// @return the file
  /// @throws IOException when it cannot be written
  public static Path make(
      Path directory, String station, int blocks, int stale, double firstSecond, double rateHz)
      throws IOException {
    var bytes =
        ByteBuffer.allocate(HEADER_BYTES + blocks * PAIR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(ascii("RIFF")).putInt(bytes.capacity() - 8).put(ascii("WAVEfmt ")).putInt(16);
    int rate = (int) Math.round(rateHz);
    bytes.putShort((short) 1).putShort((short) 2).putInt(rate).putInt(4 * rate);
    bytes.putShort((short) 4).putShort((short) 16);
    var random = new SplittableRandom(station.hashCode());
    for (int k = 0; k < blocks; k++) {
      double second =
          k < stale ? firstSecond - 500 + 37 * k : firstSecond + (k - stale) * 512 / rateHz;
      int whole = (int) Math.floor(second);
      bytes.put(ascii("kiwi")).putInt(10).put((byte) (k % 5)).put((byte) 0);
      bytes.putInt(Math.floorMod(whole, WEEK_SECONDS)).putInt((int) ((second - whole) * 1e9));
      bytes.put(ascii("data")).putInt(2_048);
      for (int i = 0; i < 1_024; i++) {
        bytes.putShort((short) random.nextInt());
      }
    }
    return Files.write(
        directory.resolve("20171127T104156Z_77500_" + station + "_iq.wav"), bytes.array());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
