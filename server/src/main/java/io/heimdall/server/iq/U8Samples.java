package io.heimdall.server.iq;

import static java.util.Objects.checkFromIndexSize;

/// Turns interleaved unsigned 8-bit I, Q, I, Q… into fractions of full scale.
///
/// Of [#RTL] `z = ((I − 127.5) + j (Q − 127.5)) / 127.5`, of [#OFFSET_128] `z = ((I − 128) + j (Q −
/// 128)) / 128`, each rounded to `float` once. No two bytes give the same fraction, so the bytes
/// can be had back. Allocates nothing.
public final class U8Samples {

  /// Bytes of one complex sample.
  public static final int BYTES_PER_SAMPLE = 2;

  /// The scale of RTL-SDRs, whose converter's zero lies between two codes.
  public static final U8Samples RTL = new U8Samples(127.5f, 127.5f);

  /// The scale of servers that add 128 to a signed byte.
  public static final U8Samples OFFSET_128 = new U8Samples(128, 128);

  private final float[] values = new float[256];

  private U8Samples(float zero, float fullScale) {
    for (int code = 0; code < values.length; code++) {
      values[code] = (code - zero) / fullScale;
    }
  }

  /// Decodes samples into the start of a block's arrays and sets its count.
  ///
  /// @param source the bytes
  /// @param offset where they begin
  /// @param count complex samples, at most the block's capacity
  /// @param block the destination
  public void decode(byte[] source, int offset, int count, IqBlock block) {
    checkFromIndexSize(offset, count * BYTES_PER_SAMPLE, source.length);
    block.count(count);
    float[] i = block.i();
    float[] q = block.q();
    float[] table = values;
    int at = offset;
    for (int n = 0; n < count; n++, at += BYTES_PER_SAMPLE) {
      i[n] = table[source[at] & 0xff];
      q[n] = table[source[at + 1] & 0xff];
    }
  }
}
