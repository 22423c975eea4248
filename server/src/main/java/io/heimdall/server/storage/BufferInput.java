package io.heimdall.server.storage;

import java.io.InputStream;
import java.nio.ByteBuffer;

/// Reads the bytes of a buffer without copying the whole. Used by one thread.
final class BufferInput extends InputStream {

  private final ByteBuffer rest;

  /// Reads from the buffer's position to its limit, and moves the position.
  BufferInput(ByteBuffer rest) {
    this.rest = rest;
  }

  @Override
  public int read() {
    return rest.hasRemaining() ? Byte.toUnsignedInt(rest.get()) : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length > 0 && !rest.hasRemaining()) {
      return -1;
    }
    int count = Math.min(length, rest.remaining());
    rest.get(into, offset, count);
    return count;
  }

  @Override
  public int available() {
    return rest.remaining();
  }
}
