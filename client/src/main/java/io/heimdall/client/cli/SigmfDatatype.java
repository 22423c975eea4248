package io.heimdall.client.cli;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// How samples are written into SigMF data. Only what can be had back exactly is written.
enum SigmfDatatype {
  /// Two floats.
  CF32_LE("cf32_le", 8),
  /// Two 16 bit integers: sample · 32768.
  CI16_LE("ci16_le", 4),
  /// Two signed bytes: sample · 128.
  CI8("ci8", 2),
  /// Two unsigned bytes: sample · 127.5 + 127.5.
  CU8("cu8", 2);

  private final String word;
  private final int bytesPerSample;

  SigmfDatatype(String word, int bytesPerSample) {
    this.word = word;
    this.bytesPerSample = bytesPerSample;
  }

  /// The same as people write it.
  enum Option {
    /// Two floats.
    cf32_le(CF32_LE),
    /// Two 16 bit integers.
    ci16_le(CI16_LE),
    /// Two signed bytes.
    ci8(CI8),
    /// Two unsigned bytes.
    cu8(CU8);

    private final SigmfDatatype datatype;

    Option(SigmfDatatype datatype) {
      this.datatype = datatype;
    }

    SigmfDatatype datatype() {
      return datatype;
    }
  }

  static Optional<SigmfDatatype> named(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
  }

  String word() {
    return word;
  }

  int bytesPerSample() {
    return bytesPerSample;
  }

  /// Writes samples.
  ///
  /// @param samples complex64, little-endian; read to its end
  /// @param into takes them, little-endian
  /// @return the number of the first sample that this type does not hold exactly, which is where it
  ///   stopped; -1 where it holds them all
  int encode(ByteBuffer samples, ByteBuffer into) {
    if (this == CF32_LE) {
      into.put(samples);
      return -1;
    }
    for (int part = 0; samples.hasRemaining(); part++) {
      float value = samples.getFloat();
      if (!put(value, into)) {
        return part / 2;
      }
    }
    return -1;
  }

  private boolean put(float value, ByteBuffer into) {
    return switch (this) {
      case CF32_LE -> throw new IllegalStateException("floats are copied");
      case CI16_LE -> {
        int whole = (int) Math.rint(value * 32768.0);
        into.putShort((short) whole);
        yield (short) whole == whole && is(whole / 32768f, value);
      }
      case CI8 -> {
        int whole = (int) Math.rint(value * 128.0);
        into.put((byte) whole);
        yield (byte) whole == whole && is(whole / 128f, value);
      }
      case CU8 -> {
        int whole = (int) Math.rint(value * 127.5 + 127.5);
        into.put((byte) whole);
        yield whole >= 0 && whole <= 255 && is((whole - 127.5f) / 127.5f, value);
      }
    };
  }

  /// Whether it is the very same float: a zero with its sign is another than that without.
  private static boolean is(float held, float value) {
    return Float.compare(held, value) == 0;
  }
}
