package io.heimdall.server.iq;

/// How the time of a sample is known; the better class comes first.
public enum TimingClass {
  /// A straight line through the receiver's fresh GPS stamps; good to well under a microsecond.
  GPS_FIT,
  /// GPS stamps whose last fix is old or whose line fits badly; the uncertainty says how badly.
  GPS_STALE,
  /// The arrival time of the bytes at this host: network latency and its jitter are inside.
  HOST_ARRIVAL
}
