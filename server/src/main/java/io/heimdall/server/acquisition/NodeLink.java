package io.heimdall.server.acquisition;

import io.heimdall.server.schedule.Schedule;

/// This node among those that share its database.
///
/// @param schedule hands acquisitions out; it holds nothing else, and is started and closed by
///   [Acquisitions]
/// @param bell what every node hears
public record NodeLink(Schedule schedule, EventBell bell) {

  /// Names this node, and stays the same over restarts.
  ///
  /// @return its name
  public String id() {
    return schedule.node();
  }
}
