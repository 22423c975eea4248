package io.heimdall.server.simulator.wire;

import static io.heimdall.server.simulator.signal.SampleBlock.SAMPLES;
import static io.heimdall.server.simulator.wire.WebSocketChannel.HEADER_BYTES;

import io.heimdall.server.simulator.signal.SampleBlock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A reusable KiwiSDR sound frame: 20 bytes of header, then I and Q as int16.
///
/// | bytes | field |
/// |---|---|
/// | 0–2 | `SND` |
/// | 3 | flags |
/// | 4–7 | sequence, little-endian, from 1 |
/// | 8–9 | S-meter, big-endian, 10·(dBm + 127) |
/// | 10–11 | age of the GPS fix in seconds, 0 |
/// | 12–19 | GPS second of the week and nanoseconds, little-endian |
final class SndFrame {

  static final int FLAG_PASSBAND_CHANGED = 0x01;
  static final int FLAG_OVERLOAD = 0x02;
  static final int FLAG_TUNING_CHANGED = 0x04;
  static final int FLAG_IQ = 0x08;
  static final int FLAG_LITTLE_ENDIAN = 0x80;

  private static final int STAMP = HEADER_BYTES + 10;
  private static final int IQ_SAMPLES = HEADER_BYTES + 20;
  private static final int AUDIO_SAMPLES = HEADER_BYTES + 10;
  private static final int BYTES_PER_SAMPLE = 4;
  private static final int METER_STRIDE = 8;
  private static final double FULL_SCALE = 32_768;
  private static final double METER_LOW_DBM = -127;
  private static final double METER_HIGH_DBM = 3.4;

  private static final VarHandle SHORT_BE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT_LE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes = new byte[IQ_SAMPLES + SAMPLES * BYTES_PER_SAMPLE];
  private int length;

  SndFrame() {
    bytes[HEADER_BYTES] = 'S';
    bytes[HEADER_BYTES + 1] = 'N';
    bytes[HEADER_BYTES + 2] = 'D';
  }

  /// The WebSocket header's room, then the frame.
  byte[] bytes() {
    return bytes;
  }

  /// Bytes of the frame without the room in front.
  int length() {
    return length;
  }

  /// Makes an IQ frame.
  ///
  /// @param sequence the frame's number
  /// @param flags all flags but [#FLAG_IQ]; [#FLAG_LITTLE_ENDIAN] decides the samples' order
  /// @param block samples and stamp
  /// @param samples how many of the block's samples to send
  /// @param dbmOffset what makes dBm of dBFS
  void encode(long sequence, int flags, SampleBlock block, int samples, double dbmOffset) {
    head(sequence, flags | FLAG_IQ, meterDbm(block.iq(), dbmOffset));
    bytes[STAMP] = (byte) block.fixAgeSeconds();
    bytes[STAMP + 1] = 0;
    INT_LE.set(bytes, STAMP + 2, block.gpsSecond());
    INT_LE.set(bytes, STAMP + 6, block.gpsNanos());
    short[] iq = block.iq();
    if ((flags & FLAG_LITTLE_ENDIAN) == 0) {
      for (int i = 0; i < 2 * samples; i++) {
        SHORT_BE.set(bytes, IQ_SAMPLES + 2 * i, iq[i]);
      }
    } else {
      for (int i = 0; i < 2 * samples; i++) {
        SHORT_LE.set(bytes, IQ_SAMPLES + 2 * i, iq[i]);
      }
    }
    length = IQ_SAMPLES - HEADER_BYTES + samples * BYTES_PER_SAMPLE;
  }

  /// Makes a frame of plain audio, as modes other than IQ have: no stamp, one value per sample.
  void encodeAudio(long sequence, SampleBlock block, double dbmOffset) {
    head(sequence, 0, meterDbm(block.iq(), dbmOffset));
    for (int i = 0; i < SAMPLES; i++) {
      SHORT_BE.set(bytes, AUDIO_SAMPLES + 2 * i, block.iq()[2 * i]);
    }
    length = AUDIO_SAMPLES - HEADER_BYTES + 2 * SAMPLES;
  }

  private void head(long sequence, int flags, double dbm) {
    bytes[HEADER_BYTES + 3] = (byte) flags;
    INT_LE.set(bytes, HEADER_BYTES + 4, (int) sequence);
    double clamped = Math.clamp(dbm, METER_LOW_DBM, METER_HIGH_DBM);
    SHORT_BE.set(bytes, HEADER_BYTES + 8, (short) Math.round((clamped - METER_LOW_DBM) * 10));
  }

  /// The mean of the power in decibels, as the receiver's own meter has it: right on a carrier, 2.5
  /// dB low on noise. Every eighth sample is looked at.
  static double meterDbm(short[] iq, double dbmOffset) {
    double sum = 0;
    for (int i = 0; i < SAMPLES; i += METER_STRIDE) {
      double re = iq[2 * i];
      double im = iq[2 * i + 1];
      sum += Math.log10(Math.max(re * re + im * im, 0.5));
    }
    double meanDb = 10 * sum / (SAMPLES / METER_STRIDE);
    return meanDb - 20 * Math.log10(FULL_SCALE) + dbmOffset;
  }
}
