package io.heimdall.client.cli;

import io.heimdall.client.cli.units.Units;

/// A sample rate on the command line.
///
/// @param hz samples per second
record SampleRate(double hz) {

  static SampleRate parse(String text) {
    return new SampleRate(Units.sampleRateHz(text));
  }
}
