package io.heimdall.client.cli.export;

import io.heimdall.v1.Measurement;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/// A column of an export: its name, the field of a measurement it needs, and its value.
sealed interface Column {

  /// Its name in the file.
  String name();

  /// The field to ask the server for.
  String path();

  /// A text; an empty one is not there.
  record Text(String name, String path, Function<Measurement, String> value) implements Column {}

  /// A whole number.
  record Whole(String name, String path, ToLongFunction<Measurement> value) implements Column {}

  /// A number.
  ///
  /// @param present whether a measurement has it
  record Real(
      String name, String path, Predicate<Measurement> present, ToDoubleFunction<Measurement> value)
      implements Column {}

  /// True or false.
  record Flag(String name, String path, Predicate<Measurement> value) implements Column {}

  /// An instant, in microseconds since 1970-01-01T00:00:00Z.
  record Time(String name, String path, ToLongFunction<Measurement> micros) implements Column {}
}
