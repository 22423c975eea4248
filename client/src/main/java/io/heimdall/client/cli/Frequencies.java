package io.heimdall.client.cli;

import io.heimdall.client.cli.units.Units;
import java.util.List;
import java.util.stream.Stream;

/// Frequencies on the command line, one after another.
///
/// @param hz in Hz
record Frequencies(List<Long> hz) {

  static final Frequencies NONE = new Frequencies(List.of());

  static Frequencies parse(String text) {
    return new Frequencies(Stream.of(text.split(",", -1)).map(Units::frequencyHz).toList());
  }
}
