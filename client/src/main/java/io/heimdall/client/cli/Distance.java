package io.heimdall.client.cli;

import io.heimdall.client.cli.units.Units;

/// A distance on the command line.
///
/// @param km in kilometres
record Distance(double km) {

  static Distance parse(String text) {
    return new Distance(Units.distanceKm(text));
  }
}
