package io.heimdall.server.iq;

import static java.util.Objects.checkFromIndexSize;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Turns interleaved 16-bit I, Q, I, Q… of either byte order into fractions of full scale.
///
/// `z = (I + jQ) / 32768`; the division is exact in `float`, so the integers can be had back.
/// Allocates nothing.
public final class Int16Samples {

  /// Bytes of one complex sample.
  public static final int BYTES_PER_SAMPLE = 4;

  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final float SCALE = 1 / 32768f;

  private Int16Samples() {}

  /// Decodes big-endian samples into the start of a block's arrays and sets its count.
  ///
  /// @param source the bytes
  /// @param offset where they begin
  /// @param count complex samples, at most the block's capacity
  /// @param block the destination
  public static void decodeBigEndian(byte[] source, int offset, int count, IqBlock block) {
    checkFromIndexSize(offset, count * BYTES_PER_SAMPLE, source.length);
    block.count(count);
    float[] i = block.i();
    float[] q = block.q();
    int at = offset;
    for (int n = 0; n < count; n++, at += BYTES_PER_SAMPLE) {
      i[n] = (short) BIG.get(source, at) * SCALE;
      q[n] = (short) BIG.get(source, at + 2) * SCALE;
    }
  }

  /// Decodes little-endian samples into the start of a block's arrays and sets its count.
  ///
  /// @param source the bytes
  /// @param offset where they begin
  /// @param count complex samples, at most the block's capacity
  /// @param block the destination
  public static void decodeLittleEndian(byte[] source, int offset, int count, IqBlock block) {
    checkFromIndexSize(offset, count * BYTES_PER_SAMPLE, source.length);
    block.count(count);
    float[] i = block.i();
    float[] q = block.q();
    int at = offset;
    for (int n = 0; n < count; n++, at += BYTES_PER_SAMPLE) {
      i[n] = (short) LITTLE.get(source, at) * SCALE;
      q[n] = (short) LITTLE.get(source, at + 2) * SCALE;
    }
  }
}
