package io.heimdall.server.receiver.station;

/// A kind of station that is known to give no IQ.
public enum StationKind {
  /// OpenWebRX and OpenWebRX+: neither has a way to fetch or record IQ (jketterl/openwebrx issues
  /// 132 and 246).
  OPENWEBRX("OpenWebRX", "it sends demodulated sound and pictures of the spectrum"),
  /// The stations of websdr.org, and programs that answer to it in the same way.
  WEBSDR("a WebSDR of the kind that websdr.org lists", "it sends compressed, demodulated sound"),
  /// The port of UberSDR that speaks like a KiwiSDR: its sound frames never have the flag of IQ,
  /// whatever mode is set.
  UBERSDR("UberSDR's port for KiwiSDR programs", "in every mode it sends demodulated sound");

  private final String name;
  private final String instead;

  StationKind(String name, String instead) {
    this.name = name;
    this.instead = instead;
  }

  /// What it is.
  ///
  /// @return a name for people, which fits after "it is"
  public String label() {
    return name;
  }

  /// What it gives in place of IQ.
  ///
  /// @return a clause without its full stop
  public String instead() {
    return instead;
  }
}
