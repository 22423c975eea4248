package io.heimdall.server.iq;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// The NumPy `.npy` format: how stored IQ begins.
///
/// We write version 1.0, dtype `<c8` (complex64 little-endian), shape `(n,)`, in a header of
/// exactly [#HEADER_BYTES] bytes, so that sample `k` lies at byte `128 + 8·k` whatever `n` is and
/// the header can be written last. We read versions 1.0, 2.0 and 3.0.
///
/// Source: NumPy Enhancement Proposal 1 and `numpy.lib.format`.
public final class Npy {

  /// The length of every header we write: the multiple of 64 that holds any `n`.
  public static final int HEADER_BYTES = 128;

  /// The dtype of every array we write: little-endian complex64.
  public static final String COMPLEX64_LE = "<c8";

  private static final int PREFIX_BYTES = 10;
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private Npy() {}

  /// Renders the header of a one-dimensional complex64 array.
  ///
  /// @param sampleCount how many samples follow, 0 or more
  /// @return [#HEADER_BYTES] bytes
  public static byte[] complex64Header(long sampleCount) {
    if (sampleCount < 0) {
      throw new IllegalArgumentException("sampleCount must not be negative, was " + sampleCount);
    }
    String dictionary =
        "{'descr': '"
            + COMPLEX64_LE
            + "', 'fortran_order': False, 'shape': ("
            + sampleCount
            + ",), }";
    String padding = " ".repeat(HEADER_BYTES - PREFIX_BYTES - dictionary.length() - 1);
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0);
    header.putShort((short) (HEADER_BYTES - PREFIX_BYTES));
    header.put((dictionary + padding + "\n").getBytes(StandardCharsets.US_ASCII));
    return header.array();
  }

  /// Reads a header and leaves the stream at the first byte of data.
  ///
  /// @param in the beginning of a `.npy` file
  /// @return what the header says
  /// @throws NpyFormatException when the bytes are no `.npy` header, or one cut short
  /// @throws IOException when reading fails
  public static NpyHeader readHeader(InputStream in) throws IOException {
    byte[] prefix = readFully(in, MAGIC.length + 2, "its magic and version");
    for (int k = 0; k < MAGIC.length; k++) {
      if (prefix[k] != MAGIC[k]) {
        throw new NpyFormatException(
            "not a .npy file: it must begin with \\x93NUMPY, byte %d is 0x%02x"
                .formatted(k, prefix[k]));
      }
    }
    int version = prefix[MAGIC.length];
    int lengthBytes = lengthBytes(version, prefix[MAGIC.length + 1]);
    long dictionaryBytes = littleEndian(readFully(in, lengthBytes, "its header length"));
    if (dictionaryBytes > MAX_HEADER_BYTES) {
      throw new NpyFormatException(
          ".npy header of %d bytes, expected at most %d"
              .formatted(dictionaryBytes, MAX_HEADER_BYTES));
    }
    byte[] dictionary = readFully(in, (int) dictionaryBytes, "its header");
    Charset charset = version >= 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    int dataOffset = prefix.length + lengthBytes + dictionary.length;
    return NpyDictionary.parse(new String(dictionary, charset), dataOffset);
  }

  private static int lengthBytes(int major, int minor) throws NpyFormatException {
    if (major < 1 || major > 3 || minor != 0) {
      throw new NpyFormatException(
          ".npy version %d.%d, expected 1.0, 2.0 or 3.0".formatted(major, minor));
    }
    return major == 1 ? 2 : 4;
  }

  private static long littleEndian(byte[] bytes) {
    long value = 0;
    for (int k = bytes.length - 1; k >= 0; k--) {
      value = value << 8 | (bytes[k] & 0xff);
    }
    return value;
  }

  private static byte[] readFully(InputStream in, int count, String what) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new NpyFormatException(
          ".npy file cut short in %s: expected %d bytes, got %d"
              .formatted(what, count, bytes.length));
    }
    return bytes;
  }
}
