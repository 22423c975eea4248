package io.heimdall.client.cli.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// Rows of text on their way to a stream, as bytes of UTF-8. They go on in large portions, so that
/// the stream needs no buffer. One thread.
final class RowBuffer {

  private static final int PORTION_BYTES = 256 << 10;

  private final OutputStream out;
  private byte[] bytes = new byte[PORTION_BYTES + (PORTION_BYTES >> 4)];
  private int size;
  private int rowStart;

  /// @param out where rows go
  RowBuffer(OutputStream out) {
    this.out = out;
  }

  /// Adds a character.
  ///
  /// @param ascii below 128
  void add(char ascii) {
    reserve(1);
    bytes[size++] = (byte) ascii;
  }

  /// Adds what is text already.
  ///
  /// @param utf8 bytes of UTF-8
  void add(byte[] utf8) {
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
  }

  /// Adds a whole number.
  void add(long value) {
    reserve(NumberText.MOST_BYTES);
    size = NumberText.write(value, bytes, size);
  }

  /// Adds a number.
  void add(double value) {
    reserve(NumberText.MOST_BYTES);
    size = NumberText.write(value, bytes, size);
  }

  /// Adds a text if it is of ASCII and has none of some characters.
  ///
  /// @param text the text
  /// @param special which of the 128 characters
  /// @return false where nothing was added
  boolean addPlain(String text, boolean[] special) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      char each = text.charAt(i);
      if (each >= special.length || special[each]) {
        return false;
      }
      bytes[size + i] = (byte) each;
    }
    size += length;
    return true;
  }

  /// Adds any text.
  void add(String text) {
    add(text.getBytes(UTF_8));
  }

  /// Whether nothing was added to the row so far.
  boolean rowIsEmpty() {
    return size == rowStart;
  }

  /// Ends a row.
  ///
  /// @throws IOException when a portion is full and cannot be written
  void endRow() throws IOException {
    add('\n');
    if (size >= PORTION_BYTES) {
      flush();
    }
    rowStart = size;
  }

  private void flush() throws IOException {
    int written = size;
    size = 0;
    out.write(bytes, 0, written);
  }

  /// Writes the whole rows that are left and closes the stream. A row that was not ended, since a
  /// value could not be written, is left out.
  ///
  /// @throws IOException when it cannot be written
  void close() throws IOException {
    try (out) {
      size = Math.min(size, rowStart);
      flush();
    }
  }

  private void reserve(int count) {
    if (bytes.length - size < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + count));
    }
  }
}
