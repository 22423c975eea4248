package io.heimdall.db.sql;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The row that a [BulkRead] is at, in `COPY … (format binary)`: a number of fields, each behind
/// its length, which is −1 for null. Its fields are read one after another, each once and as the
/// type that it has in the database. Not safe for threads.
public final class CopyRow {

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  /// The signature and the flags.
  private static final int HEADER_BYTES = 15;

  private static final int END = -1;
  private static final int NULL = -1;
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int at;

  CopyRow() {}

  /// Goes to the row of the first message, which begins with the header.
  ///
  /// @return whether it has one
  boolean first(byte[] message) {
    int extensionBytes = (int) INT.get(message, HEADER_BYTES);
    return open(message, HEADER_BYTES + Integer.BYTES + extensionBytes);
  }

  /// Goes to the row of a message after the first.
  ///
  /// @return whether it has one
  boolean next(byte[] message) {
    return open(message, 0);
  }

  private boolean open(byte[] message, int start) {
    bytes = message;
    at = start + Short.BYTES;
    return (short) SHORT.get(message, start) != END;
  }

  /// Reads the next field, an `integer`.
  ///
  /// @return its value; 0 for null
  public int int4() {
    int start = field(Integer.BYTES);
    return start == NULL ? 0 : (int) INT.get(bytes, start);
  }

  /// Reads the next field, a `bigint`.
  ///
  /// @return its value; 0 for null
  public long int8() {
    int start = field(Long.BYTES);
    return start == NULL ? 0 : (long) LONG.get(bytes, start);
  }

  /// Reads the next field, a `double precision`.
  ///
  /// @return its value; 0 for null
  public double float8() {
    return Double.longBitsToDouble(int8());
  }

  /// Reads the next field, a `bytea`.
  ///
  /// @return its bytes, the caller's own; none for null
  public byte[] bytea() {
    int length = length();
    if (length == NULL) {
      return NOTHING;
    }
    int start = at;
    at += length;
    return Arrays.copyOfRange(bytes, start, at);
  }

  /// Goes past the next field.
  ///
  /// @return where it begins; −1 for null
  private int field(int expectedBytes) {
    int length = length();
    if (length == NULL) {
      return NULL;
    }
    if (length != expectedBytes) {
      throw new IllegalStateException(
          "a field of %d bytes is read as one of %d".formatted(length, expectedBytes));
    }
    int start = at;
    at += length;
    return start;
  }

  private int length() {
    int length = (int) INT.get(bytes, at);
    at += Integer.BYTES;
    return length;
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }
}
