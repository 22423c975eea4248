package io.heimdall.client.cli;

import com.google.protobuf.ByteString;
import io.heimdall.v1.SampleFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/// A file of samples while it is written. It has its name only once it is complete.
final class IqFile implements AutoCloseable {

  /// How samples are written.
  enum Format {
    /// NumPy's `.npy` version 1, `<c8`.
    npy(".npy", SampleFormat.SAMPLE_FORMAT_COMPLEX64),
    /// Single precision I, Q, little endian, nothing else.
    complex64(".cf32", SampleFormat.SAMPLE_FORMAT_COMPLEX64),
    /// Signed 16 bit I, Q, little endian, nothing else.
    int16(".ci16", SampleFormat.SAMPLE_FORMAT_INT16);

    private final String suffix;
    private final SampleFormat onTheWire;

    Format(String suffix, SampleFormat onTheWire) {
      this.suffix = suffix;
      this.onTheWire = onTheWire;
    }

    String suffix() {
      return suffix;
    }

    SampleFormat onTheWire() {
      return onTheWire;
    }

    int bytesPerSample() {
      return this == int16 ? 4 : 8;
    }
  }

  /// Length of the `.npy` header: long enough for any count, and what `np.save` writes.
  static final int NPY_HEADER_BYTES = 128;

  private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private final PartFile part;
  private final Format format;
  private final FileChannel channel;

  IqFile(Path target, Format format) throws IOException {
    this.part = new PartFile(target);
    this.format = format;
    this.channel =
        FileChannel.open(part.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (format == Format.npy) {
      channel.position(NPY_HEADER_BYTES);
    }
  }

  void write(ByteString samples) throws IOException {
    for (ByteBuffer buffer : samples.asReadOnlyByteBufferList()) {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  /// Leaves room for samples that are zero.
  void skip(long sampleCount) throws IOException {
    channel.position(channel.position() + sampleCount * format.bytesPerSample());
  }

  /// Completes the file and gives it its name.
  ///
  /// @param sampleCount samples written and skipped
  void finish(long sampleCount) throws IOException {
    long start = format == Format.npy ? NPY_HEADER_BYTES : 0;
    long end = start + sampleCount * format.bytesPerSample();
    if (channel.size() < end) {
      channel.write(ByteBuffer.allocate(1), end - 1); // Zeros at the end were only skipped.
    }
    if (format == Format.npy) {
      channel.write(ByteBuffer.wrap(npyHeader(sampleCount)), 0);
    }
    channel.close();
    part.finish();
  }

  static byte[] npyHeader(long sampleCount) {
    String dictionary =
        String.format(
            Locale.ROOT, "{'descr': '<c8', 'fortran_order': False, 'shape': (%d,), }", sampleCount);
    int length = NPY_HEADER_BYTES - NPY_MAGIC.length - 2;
    byte[] text =
        (dictionary + " ".repeat(length - 1 - dictionary.length()) + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(NPY_HEADER_BYTES)
        .put(NPY_MAGIC)
        .put((byte) length)
        .put((byte) (length >> 8))
        .put(text)
        .array();
  }

  @Override
  public void close() throws IOException {
    try (part) {
      channel.close();
    }
  }
}
