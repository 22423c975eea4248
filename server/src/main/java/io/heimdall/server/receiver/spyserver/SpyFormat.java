package io.heimdall.server.receiver.spyserver;

import io.heimdall.server.iq.Complex64;
import io.heimdall.server.iq.Int16Samples;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.U8Samples;
import io.heimdall.server.iq.file.Datatype;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// How samples travel. The server amplifies them by a digital gain of its choice, which each
/// message states and which is taken back here: `z = v / full scale / 10^(gain / 20)`.
enum SpyFormat {
  /// Unsigned bytes around 128: what signed bytes are around 0.
  U8(1, 100, 2, Datatype.CI8) {
    @Override
    void read(ByteBuffer body, int samples, IqBlock block) {
      U8Samples.OFFSET_128.decode(
          body.array(), body.arrayOffset() + body.position(), samples, block);
    }
  },
  /// Signed 16-bit numbers.
  S16(2, 101, Int16Samples.BYTES_PER_SAMPLE, Datatype.CI16_LE) {
    @Override
    void read(ByteBuffer body, int samples, IqBlock block) {
      Int16Samples.decodeLittleEndian(
          body.array(), body.arrayOffset() + body.position(), samples, block);
    }
  },
  /// Floats, all of which must be numbers.
  F32(4, 103, Complex64.BYTES, Datatype.CF32_LE) {
    @Override
    void read(ByteBuffer body, int samples, IqBlock block) throws ProtocolException {
      block.count(samples);
      Complex64.get(body.duplicate().order(body.order()), block.i(), block.q(), 0, samples);
      for (int n = 0; n < samples; n++) {
        if (!Float.isFinite(block.i()[n]) || !Float.isFinite(block.q()[n])) {
          throw new ProtocolException(
              "a sample of %s + %si is no number".formatted(block.i()[n], block.q()[n]));
        }
      }
    }
  };

  private static final double DECIBELS_PER_DECADE = 20;

  private final int setting;
  private final int messageType;
  private final int sampleBytes;
  private final Datatype datatype;

  SpyFormat(int setting, int messageType, int sampleBytes, Datatype datatype) {
    this.datatype = datatype;
    this.setting = setting;
    this.messageType = messageType;
    this.sampleBytes = sampleBytes;
  }

  /// Finds a format.
  ///
  /// @param setting its number in settings
  static Optional<SpyFormat> ofSetting(int setting) {
    return Arrays.stream(values()).filter(format -> format.setting == setting).findFirst();
  }

  /// The number in settings.
  int setting() {
    return setting;
  }

  /// The type of the messages with such samples.
  int messageType() {
    return messageType;
  }

  /// Bytes of one complex sample.
  int sampleBytes() {
    return sampleBytes;
  }

  /// The datatype of a file that holds the same numbers, as long as the server's gain is 0 dB.
  Datatype datatype() {
    return datatype;
  }

  /// Decodes samples without their gain, into the start of a block, and sets its count.
  abstract void read(ByteBuffer body, int samples, IqBlock block) throws ProtocolException;

  /// Moves samples into a block.
  ///
  /// @param body where they begin; moved to their end
  /// @param samples how many
  /// @param gainDb the server's gain, which is taken back
  /// @param block receives them and their count
  /// @throws ProtocolException where one is no number
  void decode(ByteBuffer body, int samples, int gainDb, IqBlock block) throws ProtocolException {
    read(body, samples, block);
    body.position(body.position() + samples * sampleBytes);
    if (gainDb != 0) {
      float factor = (float) Math.pow(10, -gainDb / DECIBELS_PER_DECADE);
      scale(block.i(), samples, factor);
      scale(block.q(), samples, factor);
    }
  }

  private static void scale(float[] values, int count, float factor) {
    for (int n = 0; n < count; n++) {
      values[n] *= factor;
    }
  }
}
