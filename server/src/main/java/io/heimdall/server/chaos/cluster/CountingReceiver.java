package io.heimdall.server.chaos.cluster;

import io.heimdall.server.simulator.signal.CounterClock;

/// A receiver whose samples say which they are.
///
/// @param simulatedId its number in the simulator
/// @param driver what drives it
/// @param port the port it seems to have, for every server
/// @param stamped whether its samples are dated by GPS
/// @param clock when it takes them
public record CountingReceiver(
    int simulatedId, String driver, int port, boolean stamped, CounterClock clock) {

  /// Where servers find it.
  ///
  /// @return a URL whose host is another address for each server
  public String url() {
    return "http://" + Radio.HOST + ":" + port;
  }
}
