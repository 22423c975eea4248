package io.heimdall.server.receiver.websocket;

import static java.lang.Math.clamp;

import java.net.ProtocolException;
import java.util.Arrays;

/// A reusable buffer for one received message. It grows to the largest message and is then free of
/// allocation; whoever reads into it owns it.
public final class Message {

  private static final int FIRST_BYTES = 4 * 1024;

  private final int longest;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  /// Makes an empty buffer.
  ///
  /// @param longest the most bytes a message may have
  public Message(int longest) {
    this.longest = longest;
  }

  /// The message's bytes; only the first [#length()] are meaningful.
  ///
  /// @return the array itself, until the next read
  public byte[] bytes() {
    return bytes;
  }

  /// How long the message is.
  ///
  /// @return bytes
  public int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /// Makes room for so many further bytes and counts them as there.
  ///
  /// @return where they begin
  int extend(long further) throws ProtocolException {
    long total = length + further;
    if (further < 0 || total > longest) {
      throw new ProtocolException("a message is longer than " + longest + " bytes");
    }
    if (total > bytes.length) {
      bytes = Arrays.copyOf(bytes, clamp(2 * total, 0, longest));
    }
    int start = length;
    length = (int) total;
    return start;
  }
}
