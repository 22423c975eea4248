package io.heimdall.client.cli;

import io.heimdall.client.cli.units.Units;

/// A number of bytes on the command line.
///
/// @param bytes how many
record ByteCount(long bytes) {

  static final ByteCount NONE = new ByteCount(0);

  static ByteCount parse(String text) {
    return new ByteCount(Units.sizeBytes(text));
  }
}
