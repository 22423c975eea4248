package io.heimdall.server.grpc.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import io.heimdall.db.measurement.MeasurementCursor;
import io.heimdall.db.measurement.MeasurementField;
import io.heimdall.v1.Measurement;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// How one value comes from a row into a message. One thread.
///
/// @param path the field in the contract
/// @param field what is read for it
/// @param setter puts it there; what is null stays absent
record MeasurementColumn(String path, MeasurementField field, Setter setter) {

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  /// Takes a value of a row.
  interface Setter {
    void set(MeasurementCursor row, int place, Measurement.Builder message);
  }

  /// Takes a whole number.
  interface WholeSetter {
    void set(Measurement.Builder message, long value);
  }

  /// Takes a number.
  interface NumberSetter {
    void set(Measurement.Builder message, double value);
  }

  /// Takes a truth value.
  interface FlagSetter {
    void set(Measurement.Builder message, boolean value);
  }

  static MeasurementColumn whole(String path, MeasurementField field, WholeSetter setter) {
    return new MeasurementColumn(
        path, field, (row, place, message) -> setter.set(message, row.whole(place)));
  }

  static MeasurementColumn number(String path, MeasurementField field, NumberSetter setter) {
    return new MeasurementColumn(
        path,
        field,
        (row, place, message) -> {
          if (!row.isNull(place)) {
            setter.set(message, row.number(place));
          }
        });
  }

  static MeasurementColumn flag(String path, MeasurementField field, FlagSetter setter) {
    return new MeasurementColumn(
        path, field, (row, place, message) -> setter.set(message, row.flag(place)));
  }

  /// A text goes as the bytes that it is in the database and on the wire.
  static MeasurementColumn text(
      String path, MeasurementField field, BiConsumer<Measurement.Builder, ByteString> setter) {
    return new MeasurementColumn(
        path,
        field,
        (row, place, message) -> {
          if (!row.isNull(place)) {
            setter.accept(message, UnsafeByteOperations.unsafeWrap(row.utf8(place)));
          }
        });
  }

  /// A value of an enum, by its name in the table.
  static MeasurementColumn choice(
      String path, MeasurementField field, BiConsumer<Measurement.Builder, String> setter) {
    return new MeasurementColumn(
        path,
        field,
        (row, place, message) -> setter.accept(message, String.valueOf(row.text(place))));
  }

  static MeasurementColumn id(
      String path, MeasurementField field, BiConsumer<Measurement.Builder, ByteString> setter) {
    var ids = new IdText();
    return new MeasurementColumn(
        path, field, (row, place, message) -> setter.accept(message, ids.of(row.id(place))));
  }

  static MeasurementColumn time(
      String path, MeasurementField field, BiConsumer<Measurement.Builder, Timestamp> setter) {
    return new MeasurementColumn(
        path, field, (row, place, message) -> setter.accept(message, ofMicros(row.micros(place))));
  }

  private static Timestamp ofMicros(long micros) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(micros, MICROS_PER_SECOND))
        .setNanos((int) Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO)
        .build();
  }

  /// Ids as text. Rows that follow one another are often of one acquisition.
  private static final class IdText {
    private @Nullable UUID last;
    private ByteString text = ByteString.EMPTY;

    ByteString of(UUID id) {
      if (!id.equals(last)) {
        last = id;
        text = ByteString.copyFromUtf8(id.toString());
      }
      return text;
    }
  }
}
