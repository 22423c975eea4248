package io.heimdall.server.simulator.wire;

import io.heimdall.server.simulator.signal.Signal;

/// One simulated receiver as its port sees it.
///
/// @param signal what it hears
/// @param faults what it does wrong
/// @param rules what it allows
/// @param channels who has its channels
/// @param counters what it has seen
/// @param clock the time it shares with the others
record Station(
    Signal signal,
    Faults faults,
    Rules rules,
    Channels channels,
    Counters counters,
    SimulationClock clock) {

  /// The frequencies a KiwiSDR covers, in hertz from 0.
  static final int BANDWIDTH_HZ = 30_000_000;

  /// The rate at which a four-channel KiwiSDR nominally takes samples.
  static final int AUDIO_RATE_HZ = 12_000;

  /// The software it claims to run, major and minor.
  static final int VERSION_MAJOR = 1;

  /// The minor part of the version.
  static final int VERSION_MINOR = 843;
}
