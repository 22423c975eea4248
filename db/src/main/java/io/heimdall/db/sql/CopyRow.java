package io.heimdall.db.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The row that a [BulkRead] is at, in `COPY … (format binary)`: a number of fields, each behind
/// its length, which is −1 for null. A field is read by its place in the query, from 0, as the type
/// that it has in the database. Not safe for threads.
public final class CopyRow {

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  /// The signature and the flags.
  private static final int HEADER_BYTES = 15;

  private static final int END = -1;
  private static final int NULL = -1;
  private static final byte[] NOTHING = {};

  /// From 1970, in UTC, to the time that the database counts from, the beginning of 2000.
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private byte[] bytes = NOTHING;

  /// Where each field begins, and how long it is.
  private int[] starts = new int[0];

  private int[] lengths = new int[0];

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
    short count = (short) SHORT.get(message, start);
    if (count == END) {
      return false;
    }
    if (starts.length < count) {
      starts = new int[count];
      lengths = new int[count];
    }
    int at = start + Short.BYTES;
    for (int place = 0; place < count; place++) {
      int length = (int) INT.get(message, at);
      at += Integer.BYTES;
      starts[place] = at;
      lengths[place] = length;
      at += Math.max(length, 0);
    }
    return true;
  }

  /// Whether a field is null.
  ///
  /// @param place the field's place
  /// @return whether it is
  public boolean isNull(int place) {
    return lengths[place] == NULL;
  }

  /// Reads a `boolean`.
  ///
  /// @param place the field's place
  /// @return its value; false for null
  public boolean bool(int place) {
    return has(place, Byte.BYTES) && bytes[starts[place]] != 0;
  }

  /// Reads an `integer`.
  ///
  /// @param place the field's place
  /// @return its value; 0 for null
  public int int4(int place) {
    return has(place, Integer.BYTES) ? (int) INT.get(bytes, starts[place]) : 0;
  }

  /// Reads a `bigint`.
  ///
  /// @param place the field's place
  /// @return its value; 0 for null
  public long int8(int place) {
    return has(place, Long.BYTES) ? (long) LONG.get(bytes, starts[place]) : 0;
  }

  /// Reads an `integer` or a `bigint`.
  ///
  /// @param place the field's place
  /// @return its value; 0 for null
  public long whole(int place) {
    return lengths[place] == Integer.BYTES ? int4(place) : int8(place);
  }

  /// Reads a `double precision`.
  ///
  /// @param place the field's place
  /// @return its value; 0 for null
  public double float8(int place) {
    return Double.longBitsToDouble(int8(place));
  }

  /// Reads a `timestamptz`.
  ///
  /// @param place the field's place
  /// @return microseconds since 1970-01-01T00:00:00Z; 0 for null
  /// @throws IllegalStateException for a time without end
  public long micros(int place) {
    if (!has(place, Long.BYTES)) {
      return 0;
    }
    long micros = (long) LONG.get(bytes, starts[place]);
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      throw new IllegalStateException("a time is infinite");
    }
    return Math.addExact(micros, EPOCH_MICROS);
  }

  /// Reads a `uuid` that is not null.
  ///
  /// @param place the field's place
  /// @return its value
  public UUID uuid(int place) {
    if (!has(place, 2 * Long.BYTES)) {
      throw new IllegalStateException("a uuid is null");
    }
    int start = starts[place];
    return new UUID((long) LONG.get(bytes, start), (long) LONG.get(bytes, start + Long.BYTES));
  }

  /// Reads a `text`.
  ///
  /// @param place the field's place
  /// @return its value
  public @Nullable String text(int place) {
    return isNull(place) ? null : new String(bytes, starts[place], lengths[place], UTF_8);
  }

  /// Reads the bytes of a `bytea`, or of a `text` in UTF-8.
  ///
  /// @param place the field's place
  /// @return its bytes, the caller's own; none for null
  public byte[] bytes(int place) {
    int start = starts[place];
    return isNull(place) ? NOTHING : Arrays.copyOfRange(bytes, start, start + lengths[place]);
  }

  private boolean has(int place, int expectedBytes) {
    int length = lengths[place];
    if (length == NULL) {
      return false;
    }
    if (length != expectedBytes) {
      throw new IllegalStateException(
          "a field of %d bytes is read as one of %d".formatted(length, expectedBytes));
    }
    return true;
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }
}
