package io.heimdall.server.receiver.kiwi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Builds sound frames byte by byte, as the protocol lays them out.
final class SoundFrames {

  static final int SAMPLES = 512;

  int flags = 0x08;
  long sequence = 1;
  int level = 270;
  int fixAge = 3;
  long gpsSeconds;
  long gpsNanos;
  int count = SAMPLES;

  /// The sample n of the frame with a sequence number: different everywhere, negative ones too.
  static short sampleI(long sequence, int n) {
    return (short) (sequence * 1009 + n * 7L);
  }

  static short sampleQ(long sequence, int n) {
    return (short) (sequence * 911 - n * 13L);
  }

  SoundFrames stampedAt(long gpsNanosOfWeek) {
    gpsSeconds = gpsNanosOfWeek / 1_000_000_000;
    gpsNanos = gpsNanosOfWeek % 1_000_000_000;
    return this;
  }

  byte[] bytes() {
    var buffer = ByteBuffer.allocate(20 + 4 * count);
    buffer.put((byte) 'S').put((byte) 'N').put((byte) 'D').put((byte) flags);
    buffer.order(ByteOrder.LITTLE_ENDIAN).putInt((int) sequence);
    buffer.order(ByteOrder.BIG_ENDIAN).putShort((short) level);
    buffer.put((byte) fixAge).put((byte) 0);
    buffer.order(ByteOrder.LITTLE_ENDIAN).putInt((int) gpsSeconds).putInt((int) gpsNanos);
    buffer.order((flags & 0x80) != 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    for (int n = 0; n < count; n++) {
      buffer.putShort(sampleI(sequence, n)).putShort(sampleQ(sequence, n));
    }
    return buffer.array();
  }

  /// A frame whose samples are all the same.
  byte[] constantBytes(int i, int q) {
    byte[] bytes = bytes();
    var buffer = ByteBuffer.wrap(bytes);
    buffer.order((flags & 0x80) != 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    for (int at = 20; at < bytes.length; at += 4) {
      buffer.putShort(at, (short) i).putShort(at + 2, (short) q);
    }
    return bytes;
  }
}
