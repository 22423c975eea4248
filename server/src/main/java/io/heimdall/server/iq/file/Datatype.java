package io.heimdall.server.iq.file;

import static java.util.Objects.checkFromIndexSize;

import io.heimdall.server.iq.Complex64;
import io.heimdall.server.iq.Int16Samples;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.U8Samples;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// How the samples of a file are written: interleaved I, Q, I, Q…, named as SigMF names them.
///
/// Integers become fractions of full scale: int16 ÷ 32768, int8 ÷ 128, (uint8 − 127.5) ÷ 127.5.
/// Each value of an integer type has a `float` of its own, so that it can be had back. Samples of
/// double precision are rounded to the nearest `float`.
public enum Datatype {
  /// Two floats.
  CF32_LE("cf32_le", 8),
  /// Two doubles.
  CF64_LE("cf64_le", 16),
  /// Two 16 bit integers.
  CI16_LE("ci16_le", 4),
  /// Two signed bytes.
  CI8("ci8", 2),
  /// Two unsigned bytes.
  CU8("cu8", 2);

  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
  private static final float INT8_SCALE = 1 / 128f;

  private final String word;
  private final int bytesPerSample;

  Datatype(String word, int bytesPerSample) {
    this.word = word;
    this.bytesPerSample = bytesPerSample;
  }

  /// Finds a type.
  ///
  /// @param word SigMF's name for it
  /// @return the type; empty for one that is not read here
  public static Optional<Datatype> named(String word) {
    // Bytes have no order, and some writers say one all the same.
    String bare = word.startsWith("ci8") || word.startsWith("cu8") ? word.substring(0, 3) : word;
    return Arrays.stream(values()).filter(type -> type.word.equals(bare)).findFirst();
  }

  /// SigMF's name for it.
  ///
  /// @return a word such as `ci16_le`
  public String word() {
    return word;
  }

  /// The bytes of one complex sample.
  ///
  /// @return bytes
  public int bytesPerSample() {
    return bytesPerSample;
  }

  /// Whether a value may be something else than a number.
  boolean floating() {
    return this == CF32_LE || this == CF64_LE;
  }

  /// Separates and scales samples into the start of a block's arrays, and sets its count.
  ///
  /// @param source the bytes
  /// @param count complex samples to decode, from the beginning of `source`
  /// @param block takes them
  void decode(byte[] source, int count, IqBlock block) {
    checkFromIndexSize(0, count * bytesPerSample, source.length);
    block.count(count);
    switch (this) {
      case CF32_LE ->
          Complex64.get(
              ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN),
              block.i(),
              block.q(),
              0,
              count);
      case CF64_LE -> doubles(source, count, block.i(), block.q());
      case CI16_LE -> Int16Samples.decodeLittleEndian(source, 0, count, block);
      case CI8 -> signedBytes(source, count, block.i(), block.q());
      case CU8 -> U8Samples.RTL.decode(source, 0, count, block);
    }
  }

  private static void doubles(byte[] source, int count, float[] i, float[] q) {
    for (int n = 0; n < count; n++) {
      i[n] = (float) (double) DOUBLE.get(source, 16 * n);
      q[n] = (float) (double) DOUBLE.get(source, 16 * n + 8);
    }
  }

  private static void signedBytes(byte[] source, int count, float[] i, float[] q) {
    for (int n = 0; n < count; n++) {
      i[n] = source[2 * n] * INT8_SCALE;
      q[n] = source[2 * n + 1] * INT8_SCALE;
    }
  }
}
