package io.heimdall.server.grpc;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The bytes of a message where they lie. What reads a buffer that hides its array copies it bit by
/// bit, so these show theirs.
final class Pieces {

  private Pieces() {}

  /// The pieces of some bytes, in order.
  ///
  /// @param bytes the bytes
  /// @return buffers that nobody may write to
  static List<ByteBuffer> of(ByteString bytes) {
    List<ByteBuffer> pieces = new ArrayList<>();
    try {
      UnsafeByteOperations.unsafeWriteTo(bytes, new Collector(pieces));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pieces;
  }

  private static final class Collector extends ByteOutput {

    private final List<ByteBuffer> pieces;

    private Collector(List<ByteBuffer> pieces) {
      this.pieces = pieces;
    }

    @Override
    public void write(byte value) {
      pieces.add(ByteBuffer.wrap(new byte[] {value}));
    }

    @Override
    public void write(byte[] value, int offset, int length) {
      pieces.add(ByteBuffer.wrap(value, offset, length));
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
      pieces.add(ByteBuffer.wrap(value, offset, length));
    }

    @Override
    public void write(ByteBuffer value) {
      pieces.add(value.slice());
    }

    @Override
    public void writeLazy(ByteBuffer value) {
      pieces.add(value.slice());
    }
  }
}
