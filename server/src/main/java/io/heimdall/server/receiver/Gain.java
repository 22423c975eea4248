package io.heimdall.server.receiver;

/// How loud a receiver is asked to be.
public sealed interface Gain {

  /// As the driver has it where nobody says.
  Gain DRIVERS_DEFAULT = new DriversDefault();

  /// As the receiver sets it.
  Gain AUTOMATIC = new Automatic();

  /// A gain that somebody has set.
  ///
  /// @param db the gain in the receiver's own scale
  record Manual(double db) implements Gain {}

  /// The receiver changes its gain as it likes. Its levels then mean nothing in dBm.
  record Automatic() implements Gain {}

  /// As the driver has it where nobody says.
  record DriversDefault() implements Gain {}
}
