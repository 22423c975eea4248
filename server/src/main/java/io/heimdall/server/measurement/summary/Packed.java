package io.heimdall.server.measurement.summary;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The values of one sum as the database packs them: big-endian integers, in no order. Immutable,
/// as the bytes are.
final class Packed {

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int bytesPerValue;

  /// @param bytes the values, which nobody changes any more
  /// @param bytesPerValue 2 or 4
  Packed(byte[] bytes, int bytesPerValue) {
    this.bytes = bytes;
    this.bytesPerValue = bytesPerValue;
  }

  int size() {
    return bytes.length / bytesPerValue;
  }

  int at(int index) {
    return bytesPerValue == Short.BYTES
        ? (short) SHORTS.get(bytes, index * Short.BYTES)
        : (int) INTS.get(bytes, index * Integer.BYTES);
  }

  int[] unpacked() {
    var values = new int[size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = at(index);
    }
    return values;
  }

  /// The value at each of some ranks, by counting how often each comes.
  ///
  /// @param ranks from 1 to the number of values, in rising order
  /// @param mostPlaces the widest range of values that is worth it
  /// @return a value each; null where the range is wider
  int @Nullable [] atRanks(long[] ranks, long mostPlaces) {
    int low = Integer.MAX_VALUE;
    int high = Integer.MIN_VALUE;
    for (int index = 0; index < size(); index++) {
      low = Math.min(low, at(index));
      high = Math.max(high, at(index));
    }
    long places = (long) high - low + 1;
    if (places > mostPlaces) {
      return null;
    }
    var times = new int[(int) places];
    for (int index = 0; index < size(); index++) {
      times[at(index) - low]++;
    }
    var found = new int[ranks.length];
    int place = 0;
    long passed = times[0];
    for (int at = 0; at < ranks.length; at++) {
      while (passed < ranks[at]) {
        passed += times[++place];
      }
      found[at] = low + place;
    }
    return found;
  }
}
