package io.heimdall.client.cli;

import io.heimdall.client.cli.units.Units;

/// A frequency on the command line.
///
/// @param hz in Hz
record Frequency(long hz) {

  static Frequency parse(String text) {
    return new Frequency(Units.frequencyHz(text));
  }
}
