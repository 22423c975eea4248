package io.heimdall.db.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/// Bytes of `COPY … (format binary)`: a signature, rows of fields that each say their length, and a
/// mark at the end. Grows as needed; null is a field of length −1. Not safe for threads.
///
/// What the database takes for text may hold no NUL; it refuses one itself.
final class CopyBuffer {

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final int NULL = -1;
  private static final byte JSONB_VERSION = 1;

  /// The most bytes UTF-8 takes for a char.
  private static final int MOST_BYTES_OF_A_CHAR = 3;

  /// From 1970 to 2000, from where PostgreSQL counts.
  private static final long EPOCH_SECONDS = 946_684_800L;

  private static final long MICROS_PER_SECOND = 1_000_000L;
  private static final int NANOS_PER_MICRO = 1_000;

  private byte[] bytes;
  private int size;

  /// Makes an empty one.
  ///
  /// @param capacity bytes that fit before it has to grow
  CopyBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  /// The bytes, of which the first [#size] are in use.
  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /// Opens the stream.
  void begin() {
    room(SIGNATURE.length + 2 * Integer.BYTES);
    System.arraycopy(SIGNATURE, 0, bytes, size, SIGNATURE.length);
    size += SIGNATURE.length;
    int32(0);
    int32(0);
  }

  /// Opens a row.
  ///
  /// @param fields how many follow
  void row(int fields) {
    room(Short.BYTES);
    SHORT.set(bytes, size, (short) fields);
    size += Short.BYTES;
  }

  /// Closes the stream.
  void end() {
    row(-1);
  }

  void putNull() {
    room(Integer.BYTES);
    int32(NULL);
  }

  void putInt(int value) {
    room(2 * Integer.BYTES);
    int32(Integer.BYTES);
    int32(value);
  }

  void putLong(long value) {
    room(Integer.BYTES + Long.BYTES);
    int32(Long.BYTES);
    int64(value);
  }

  void putDouble(double value) {
    putLong(Double.doubleToRawLongBits(value));
  }

  void putBoolean(boolean value) {
    room(Integer.BYTES + 1);
    int32(1);
    bytes[size++] = (byte) (value ? 1 : 0);
  }

  void putUuid(UUID value) {
    room(Integer.BYTES + 2 * Long.BYTES);
    int32(2 * Long.BYTES);
    int64(value.getMostSignificantBits());
    int64(value.getLeastSignificantBits());
  }

  /// Puts a moment, to the nearest microsecond.
  ///
  /// @throws ArithmeticException when it is out of a `timestamptz`'s range
  void putInstant(Instant value) {
    long seconds = Math.multiplyExact(value.getEpochSecond() - EPOCH_SECONDS, MICROS_PER_SECOND);
    putLong(Math.addExact(seconds, (value.getNano() + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO));
  }

  void putText(String value) {
    int start = open(value);
    utf8(value);
    close(start);
  }

  /// Puts JSON for a column of type `jsonb`.
  void putJson(String value) {
    int start = open(value);
    bytes[size++] = JSONB_VERSION;
    utf8(value);
    close(start);
  }

  /// Makes room for a text and leaves its length open.
  private int open(String value) {
    room(Integer.BYTES + 1 + Math.multiplyExact(value.length(), MOST_BYTES_OF_A_CHAR));
    int start = size;
    size += Integer.BYTES;
    return start;
  }

  private void close(int start) {
    INT.set(bytes, start, size - start - Integer.BYTES);
  }

  private void utf8(String value) {
    int length = value.length();
    for (int i = 0; i < length; i++) {
      char letter = value.charAt(i);
      if (letter >= 0x80) {
        size -= i;
        byte[] encoded = value.getBytes(UTF_8);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
        return;
      }
      bytes[size++] = (byte) letter;
    }
  }

  private void int32(int value) {
    INT.set(bytes, size, value);
    size += Integer.BYTES;
  }

  private void int64(long value) {
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), 2 * bytes.length));
    }
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }
}
