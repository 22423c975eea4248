package io.heimdall.server.simulator.wire;

import static io.heimdall.server.simulator.wire.WebSocketChannel.HEADER_BYTES;

import java.io.IOException;
import java.util.SplittableRandom;

/// Frames that are not what the protocol says, three kinds in turn: a sound frame that ends inside
/// a sample, one that ends inside its header, and bytes without a known tag.
final class Garbage {

  private static final int CUT_IN_A_SAMPLE = 20 + 4 * 100 + 3;
  private static final int CUT_IN_THE_HEADER = 9;
  private static final int SENSELESS = 333;

  private Garbage() {}

  static void send(WebSocketChannel channel, long number) throws IOException {
    switch ((int) (number % 3)) {
      case 0 -> channel.sendFrame(bytes(number, CUT_IN_A_SAMPLE, true), CUT_IN_A_SAMPLE);
      case 1 -> channel.sendFrame(bytes(number, CUT_IN_THE_HEADER, true), CUT_IN_THE_HEADER);
      default -> channel.sendFrame(bytes(number, SENSELESS, false), SENSELESS);
    }
  }

  private static byte[] bytes(long seed, int length, boolean tagged) {
    byte[] bytes = new byte[HEADER_BYTES + length];
    new SplittableRandom(seed).nextBytes(bytes);
    if (tagged) {
      bytes[HEADER_BYTES] = 'S';
      bytes[HEADER_BYTES + 1] = 'N';
      bytes[HEADER_BYTES + 2] = 'D';
      bytes[HEADER_BYTES + 3] = SndFrame.FLAG_IQ;
    }
    return bytes;
  }
}
