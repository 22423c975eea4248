package io.heimdall.server.receiver.kiwi;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;

import io.heimdall.server.iq.GpsTime;
import io.heimdall.server.iq.Int16Samples;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.websocket.Message;
import java.lang.invoke.VarHandle;
import java.net.ProtocolException;
import java.nio.ByteOrder;

/// One `SND` frame in IQ mode, parsed in place: a 20-byte header and 16-bit samples.
///
/// Sequence and time are little-endian, level and samples big-endian; the flag 0x80 makes the
/// samples little-endian. A mutable buffer, used again for every frame.
final class SoundFrame {

  /// The most samples a frame may have; receivers send 512.
  static final int MOST_SAMPLES = 1024;

  private static final int LONGEST_BYTES = 4 * 1024 * 1024;
  private static final int HEADER_BYTES = 20;

  private static final int FLAGS = 3;
  private static final int SEQUENCE = 4;
  private static final int LEVEL = 8;
  private static final int FIX_AGE = 10;
  private static final int GPS_SECONDS = 12;
  private static final int GPS_NANOS = 16;

  private static final int OVERLOAD = 0x02;
  private static final int STEREO = 0x08;
  private static final int LITTLE_ENDIAN = 0x80;

  /// Ages above this are codes for "no fix".
  private static final int OLDEST_FIX_SECONDS = 252;

  private static final VarHandle LITTLE_INT =
      byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_INT =
      byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle BIG_SHORT =
      byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  /// What a masked frequency sounds like: I and Q both 1, in either byte order.
  private static final int MASKED_BIG = 0x0001_0001;

  private static final int MASKED_LITTLE = 0x0100_0100;

  private final Message message = new Message(LONGEST_BYTES);
  private int count;
  private long arrivalUtcNanos;
  private long stampUtcNanos = IqBlock.NO_STAMP;

  Message message() {
    return message;
  }

  /// Whether the frame is IQ; other sound frames have a shorter header.
  boolean isIq() {
    return message.length() > FLAGS && (message.bytes()[FLAGS] & STEREO) != 0;
  }

  /// Checks the frame's length and finds its samples.
  void parse(long arrival) throws ProtocolException {
    int sampleBytes = message.length() - HEADER_BYTES;
    if (sampleBytes <= 0 || sampleBytes % Int16Samples.BYTES_PER_SAMPLE != 0) {
      throw new ProtocolException(
          "an IQ frame has " + message.length() + " bytes, which are not whole samples");
    }
    count = sampleBytes / Int16Samples.BYTES_PER_SAMPLE;
    if (count > MOST_SAMPLES) {
      throw new ProtocolException("an IQ frame has " + count + " samples, expected 512");
    }
    arrivalUtcNanos = arrival;
    stampUtcNanos = IqBlock.NO_STAMP;
  }

  int count() {
    return count;
  }

  long sequence() {
    return (int) LITTLE_INT.get(message.bytes(), SEQUENCE) & 0xffff_ffffL;
  }

  boolean overloaded() {
    return (message.bytes()[FLAGS] & OVERLOAD) != 0;
  }

  /// The receiver's meter, in dBm: tenths above −127.
  float levelDbm() {
    return ((short) BIG_SHORT.get(message.bytes(), LEVEL) & 0xffff) / 10f - 127;
  }

  int fixAgeSeconds() {
    return message.bytes()[FIX_AGE] & 0xff;
  }

  long arrivalUtcNanos() {
    return arrivalUtcNanos;
  }

  /// The receiver's time of the first sample, once dated.
  long stampUtcNanos() {
    return stampUtcNanos;
  }

  boolean hasStamp() {
    return stampUtcNanos != IqBlock.NO_STAMP;
  }

  /// Turns the frame's GPS time of week into UTC, where it has one: all zero means hidden.
  void date(long nearUtcNanos) {
    long seconds = (int) LITTLE_INT.get(message.bytes(), GPS_SECONDS) & 0xffff_ffffL;
    long nanos = (int) LITTLE_INT.get(message.bytes(), GPS_NANOS) & 0xffff_ffffL;
    boolean given =
        (seconds != 0 || nanos != 0)
            && fixAgeSeconds() <= OLDEST_FIX_SECONDS
            && GpsTime.isTimeOfWeek(seconds, nanos);
    stampUtcNanos = given ? GpsTime.utcNanos(seconds, nanos, nearUtcNanos) : IqBlock.NO_STAMP;
  }

  /// Whether every sample is the one a masked frequency is replaced with.
  boolean isMasked() {
    byte[] bytes = message.bytes();
    int silence = (bytes[FLAGS] & LITTLE_ENDIAN) != 0 ? MASKED_LITTLE : MASKED_BIG;
    for (int at = HEADER_BYTES; at < message.length(); at += Int16Samples.BYTES_PER_SAMPLE) {
      if ((int) BIG_INT.get(bytes, at) != silence) {
        return false;
      }
    }
    return true;
  }

  /// Decodes the samples into a block that has begun.
  void decode(IqBlock block) {
    byte[] bytes = message.bytes();
    if ((bytes[FLAGS] & LITTLE_ENDIAN) != 0) {
      Int16Samples.decodeLittleEndian(bytes, HEADER_BYTES, count, block);
    } else {
      Int16Samples.decodeBigEndian(bytes, HEADER_BYTES, count, block);
    }
  }
}
