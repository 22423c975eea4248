package io.heimdall.server.dsp;

/// How a frequency offset was found.
public enum OffsetMethod {
  /// The phase slope of the strongest spectral line, which stood out as a carrier.
  CARRIER,

  /// The centre of gravity of the signal's spectrum above the noise: no line stood out.
  CENTROID,

  /// No signal was detected, so there is no offset.
  NONE
}
