package io.heimdall.server.chaos.fault;

import java.time.Instant;

/// A fault that was brought about.
///
/// @param fault which
/// @param from when it began
/// @param until when it was over
public record Happened(Fault fault, Instant from, Instant until) {

  /// Whether a server could not use the database meanwhile.
  ///
  /// @param node the server
  /// @return true for faults of the database itself, and of this server's connection to it
  public boolean keepsFromDatabase(int node) {
    return switch (fault.kind()) {
      case RESTART_DATABASE, CRASH_DATABASE -> true;
      case CUT_DATABASE, STALL_DATABASE, DELAY_DATABASE -> fault.node() == node;
      default -> false;
    };
  }
}
