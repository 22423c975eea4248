package io.heimdall.server.receiver.wire;

import static java.lang.Math.clamp;
import static java.lang.Math.min;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A buffered connection whose reads share one deadline, so that a peer which drips a byte now and
/// then does not get more time than a silent one.
///
/// One thread reads, any may write as long as they take turns; any thread may close, which ends a
/// blocked read with an `IOException`.
public final class Connection implements AutoCloseable {

  private static final int BUFFER_BYTES = 16 * 1024;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Endpoint endpoint;
  private final Socket raw;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  // Reading thread only.
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long deadlineNanos = System.nanoTime();

  Connection(Endpoint endpoint, Socket raw, Socket socket) throws IOException {
    this.endpoint = endpoint;
    this.raw = raw;
    this.socket = socket;
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /// The other end.
  ///
  /// @return the endpoint that was dialled
  public Endpoint endpoint() {
    return endpoint;
  }

  /// Gives all reads from now on, together, this much time.
  ///
  /// @param time from now
  public void allow(Duration time) {
    deadlineNanos = System.nanoTime() + time.toNanos();
  }

  /// Reads one byte.
  ///
  /// @return 0 to 255
  /// @throws IOException at the end, after the deadline, or when the connection breaks
  public int read() throws IOException {
    if (position == limit && !fill()) {
      throw new EOFException("the other side closed the connection");
    }
    return buffer[position++] & 0xff;
  }

  /// Reads what is there, at least one byte.
  ///
  /// @param target where to
  /// @param offset the first byte to write
  /// @param length the most bytes to read
  /// @return how many were read, or −1 at the end
  /// @throws IOException after the deadline, or when the connection breaks
  public int readSome(byte[] target, int offset, int length) throws IOException {
    if (position == limit) {
      if (length >= BUFFER_BYTES) {
        return readSocket(target, offset, length);
      }
      if (!fill()) {
        return -1;
      }
    }
    int count = min(length, limit - position);
    System.arraycopy(buffer, position, target, offset, count);
    position += count;
    return count;
  }

  /// Reads exactly so many bytes.
  ///
  /// @param target where to
  /// @param offset the first byte to write
  /// @param length how many
  /// @throws IOException at an early end, after the deadline, or when the connection breaks
  public void readFully(byte[] target, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int count = readSome(target, offset + done, length - done);
      if (count < 0) {
        throw new EOFException(
            "the other side closed the connection after " + done + " of " + length + " bytes");
      }
      done += count;
    }
  }

  /// Reads a line that ends in LF or CR LF.
  ///
  /// @param longest the most characters it may have
  /// @return the line without its end
  /// @throws IOException where it is longer, and as [#read()]
  public String readLine(int longest) throws IOException {
    var line = new StringBuilder();
    for (int next = read(); next != '\n'; next = read()) {
      if (line.length() == longest) {
        throw new ProtocolException("a line is longer than " + longest + " characters");
      }
      line.append((char) next);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  /// Writes bytes at once.
  ///
  /// @param source the bytes
  /// @param offset the first one
  /// @param length how many
  /// @throws IOException when the connection is broken
  public void write(byte[] source, int offset, int length) throws IOException {
    out.write(source, offset, length);
  }

  /// Writes ASCII text at once.
  ///
  /// @param text the text
  /// @throws IOException when the connection is broken
  public void write(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    write(bytes, 0, bytes.length);
  }

  /// Says that nothing more is written; reads go on.
  ///
  /// @throws IOException when the connection is broken
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /// Ends the connection at once. Idempotent; a blocked read ends with an `IOException`.
  @Override
  public void close() {
    try {
      raw.close();
    } catch (IOException e) {
      System.getLogger(Connection.class.getName())
          .log(System.Logger.Level.DEBUG, "closing " + endpoint + " failed", e);
    }
  }

  private boolean fill() throws IOException {
    int count = readSocket(buffer, 0, BUFFER_BYTES);
    position = 0;
    limit = Math.max(count, 0);
    return count > 0;
  }

  private int readSocket(byte[] target, int offset, int length) throws IOException {
    long left = deadlineNanos - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("the time for an answer is over");
    }
    socket.setSoTimeout(clamp(left / NANOS_PER_MILLI, 1, Integer.MAX_VALUE));
    return in.read(target, offset, length);
  }
}
