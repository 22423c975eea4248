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

  int[] unpacked() {
    var values = new int[size()];
    if (bytesPerValue == Short.BYTES) {
      for (int index = 0; index < values.length; index++) {
        values[index] = shortAt(index);
      }
    } else {
      for (int index = 0; index < values.length; index++) {
        values[index] = intAt(index);
      }
    }
    return values;
  }

  /// The value at each of some ranks, by counting how often each comes.
  ///
  /// @param ranks from 1 to the number of values, in rising order
  /// @param mostPlaces the widest range of values that is worth it
  /// @param room where to count
  /// @return a value each; null where the range is wider
  int @Nullable [] atRanks(long[] ranks, long mostPlaces, CountingRoom room) {
    int low = Integer.MAX_VALUE;
    int high = Integer.MIN_VALUE;
    if (bytesPerValue == Short.BYTES) {
      for (int index = 0; index < size(); index++) {
        low = Math.min(low, shortAt(index));
        high = Math.max(high, shortAt(index));
      }
    } else {
      for (int index = 0; index < size(); index++) {
        low = Math.min(low, intAt(index));
        high = Math.max(high, intAt(index));
      }
    }
    long places = (long) high - low + 1;
    return places > mostPlaces ? null : counted(ranks, low, room.of((int) places));
  }

  private int[] counted(long[] ranks, int low, int[] times) {
    if (bytesPerValue == Short.BYTES) {
      for (int index = 0; index < size(); index++) {
        times[shortAt(index) - low]++;
      }
    } else {
      for (int index = 0; index < size(); index++) {
        times[intAt(index) - low]++;
      }
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

  private int shortAt(int index) {
    return (short) SHORTS.get(bytes, index * Short.BYTES);
  }

  private int intAt(int index) {
    return (int) INTS.get(bytes, index * Integer.BYTES);
  }
}
