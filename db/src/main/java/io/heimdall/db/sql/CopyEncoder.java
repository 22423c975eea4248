package io.heimdall.db.sql;

import java.time.Instant;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/// Writes one column of a row as a field of COPY.
///
/// @param <T> what a row is made of
@FunctionalInterface
interface CopyEncoder<T> {

  /// Writes the column's value.
  ///
  /// @param row the row
  /// @param out where it goes
  void encode(T row, CopyBuffer out);

  /// The encoder of a column whose values are objects.
  ///
  /// @param <T> what a row is made of
  /// @param <V> the column's type
  /// @param field the column
  /// @param value its value in a row
  /// @return the encoder
  /// @throws IllegalArgumentException when there is none for the column's type
  static <T, V> CopyEncoder<T> of(Field<V> field, Function<T, ? extends @Nullable V> value) {
    BiConsumer<CopyBuffer, V> write = writer(field);
    return (row, out) -> {
      V object = value.apply(row);
      if (object == null) {
        out.putNull();
      } else {
        write.accept(out, object);
      }
    };
  }

  private static <V> BiConsumer<CopyBuffer, V> writer(Field<V> field) {
    Class<V> type = field.getType();
    if (type == Double.class) {
      return (out, value) -> out.putDouble((Double) value);
    } else if (type == Long.class) {
      return (out, value) -> out.putLong((Long) value);
    } else if (type == Integer.class) {
      return (out, value) -> out.putInt((Integer) value);
    } else if (type == Boolean.class) {
      return (out, value) -> out.putBoolean((Boolean) value);
    } else if (type == Instant.class) {
      return (out, value) -> out.putInstant((Instant) value);
    } else if (type == UUID.class) {
      return (out, value) -> out.putUuid((UUID) value);
    } else if (type == String.class && field.getDataType().getTypeName().equals("jsonb")) {
      return (out, value) -> out.putJson((String) value);
    } else if (type == String.class) {
      return (out, value) -> out.putText((String) value);
    }
    throw new IllegalArgumentException("COPY of %s: no encoding of %s".formatted(field, type));
  }
}
