package io.heimdall.server.receiver.spyserver;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/// What a server does for this client at present. It is sent again whenever that changes, also when
/// another client has changed it.
///
/// @param canControl whether this client may tune the receiver and set its gain
/// @param gainIndex the step of the receiver's gain
/// @param deviceCenterHz where the receiver is tuned to
/// @param iqCenterHz the frequency that is 0 Hz in the samples
/// @param lowestIqCenterHz the lowest that may be without tuning the receiver
/// @param highestIqCenterHz the highest that may be without tuning the receiver
record SpySync(
    boolean canControl,
    int gainIndex,
    long deviceCenterHz,
    long iqCenterHz,
    long lowestIqCenterHz,
    long highestIqCenterHz) {

  private static final int NUMBERS = 9;
  private static final long MASK = 0xffff_ffffL;

  static SpySync parse(ByteBuffer body) throws ProtocolException {
    if (body.remaining() < NUMBERS * Integer.BYTES) {
      throw new ProtocolException(
          "expected %d bytes about the tuning, got %d"
              .formatted(NUMBERS * Integer.BYTES, body.remaining()));
    }
    long[] number = new long[NUMBERS];
    for (int n = 0; n < NUMBERS; n++) {
      number[n] = body.getInt() & MASK;
    }
    return new SpySync(number[0] != 0, (int) number[1], number[2], number[3], number[5], number[6]);
  }

  /// Whether samples may be centred at a frequency without tuning the receiver.
  boolean reaches(long frequencyHz) {
    return frequencyHz >= lowestIqCenterHz && frequencyHz <= highestIqCenterHz;
  }
}
