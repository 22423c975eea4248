package io.heimdall.db.artifact;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Integers of 32 bits as a column holds them, four bytes each, the highest first. Immutable.
public final class PackedInts {

  private final byte[] bytes;

  private PackedInts(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Packs integers.
  ///
  /// @param values the integers
  /// @return the same, packed
  public static PackedInts of(int... values) {
    ByteBuffer packed = ByteBuffer.allocate(values.length * Integer.BYTES);
    packed.asIntBuffer().put(values);
    return new PackedInts(packed.array());
  }

  /// Takes what a column holds.
  ///
  /// @param bytes the bytes, copied
  /// @return the integers
  public static PackedInts read(byte[] bytes) {
    if (bytes.length % Integer.BYTES != 0) {
      throw new IllegalArgumentException(bytes.length + " bytes are no integers of four each");
    }
    return new PackedInts(bytes.clone());
  }

  /// How many there are.
  ///
  /// @return integers
  public int count() {
    return bytes.length / Integer.BYTES;
  }

  /// One of them.
  ///
  /// @param index which, from 0
  /// @return its value
  public int get(int index) {
    return ByteBuffer.wrap(bytes).getInt(index * Integer.BYTES);
  }

  /// The bytes a column holds.
  ///
  /// @return a copy
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedInts that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return count() + " integers";
  }
}
