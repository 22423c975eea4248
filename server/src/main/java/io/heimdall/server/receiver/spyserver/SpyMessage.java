package io.heimdall.server.receiver.spyserver;

import java.nio.ByteBuffer;

/// The head of a server's message: five little-endian 32-bit numbers.
///
/// @param protocol the server's version, the major part in the upper 8 bits
/// @param type what the body is
/// @param digitalGainDb what the server has amplified the samples by
/// @param sequence the number of the message, 32 bits that wrap
/// @param bodyBytes how long the body is
record SpyMessage(int protocol, int type, int digitalGainDb, long sequence, int bodyBytes) {

  /// Bytes of the head.
  static final int HEAD_BYTES = 20;

  /// What the receiver is; sent once.
  static final int DEVICE_INFO = 0;

  /// What the receiver does at present; sent at every change.
  static final int CLIENT_SYNC = 1;

  private static final int TYPE_MASK = 0xffff;
  private static final int GAIN_SHIFT = 16;
  private static final long SEQUENCE_MASK = 0xffff_ffffL;

  static SpyMessage parse(ByteBuffer head) {
    int protocol = head.getInt();
    int type = head.getInt();
    // Which of the streams it belongs to follows from the type.
    var _ = head.getInt();
    return new SpyMessage(
        protocol,
        type & TYPE_MASK,
        type >>> GAIN_SHIFT,
        head.getInt() & SEQUENCE_MASK,
        head.getInt());
  }
}
