package io.heimdall.server.receiver.wire;

import static java.lang.Math.min;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.Locale;

/// The body of an HTTP answer: of stated length, in chunks, or up to the end of the connection. A
/// body that ends before its stated end is an `EOFException`, not an end.
final class HttpBody extends InputStream {

  private static final long UNTIL_CLOSED = Long.MAX_VALUE;
  private static final int LONGEST_CHUNK_LINE = 1024;

  private final Connection connection;
  private final boolean chunked;
  private long left;
  private boolean firstChunk = true;

  private HttpBody(Connection connection, boolean chunked, long left) {
    this.connection = connection;
    this.chunked = chunked;
    this.left = left;
  }

  static HttpBody of(HttpHead head, Connection connection) throws ProtocolException {
    String encoding = head.header("transfer-encoding").orElse("identity").toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "chunked" -> new HttpBody(connection, true, 0);
      case "identity" -> new HttpBody(connection, false, statedLength(head));
      default -> throw new ProtocolException("unknown transfer encoding " + encoding);
    };
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (chunked && left == 0) {
      nextChunk();
    }
    if (left <= 0) {
      return -1;
    }
    int count = connection.readSome(target, offset, (int) min(length, left));
    if (count < 0) {
      if (left == UNTIL_CLOSED) {
        return -1;
      }
      throw new EOFException("the body ended " + left + " bytes before its stated end");
    }
    if (left != UNTIL_CLOSED) {
      left -= count;
    }
    return count;
  }

  private void nextChunk() throws IOException {
    if (!firstChunk) {
      connection.readLine(LONGEST_CHUNK_LINE);
    }
    firstChunk = false;
    String line = connection.readLine(LONGEST_CHUNK_LINE);
    int end = line.indexOf(';');
    String size = (end < 0 ? line : line.substring(0, end)).strip();
    try {
      left = Integer.parseUnsignedInt(size, 16) & 0xffff_ffffL;
    } catch (NumberFormatException e) {
      throw new ProtocolException(
          "expected the size of a chunk, got " + size.length() + " letters");
    }
    if (left == 0) {
      left = -1;
    }
  }

  private static long statedLength(HttpHead head) throws ProtocolException {
    String length = head.headers().get("content-length");
    if (length == null) {
      return UNTIL_CLOSED;
    }
    try {
      return Long.parseUnsignedLong(length);
    } catch (NumberFormatException e) {
      throw new ProtocolException("the content length is not a number");
    }
  }
}
