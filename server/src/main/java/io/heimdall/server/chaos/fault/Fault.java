package io.heimdall.server.chaos.fault;

import java.time.Duration;

/// One planned fault.
///
/// @param number its place in the schedule, from 1
/// @param after how long after the one before it
/// @param kind what happens
/// @param node to which server; ignored where it happens to all
/// @param lasts for how long
/// @param failpoint where a server is to end itself, for [FaultKind#FAILPOINT]
public record Fault(
    int number, Duration after, FaultKind kind, int node, Duration lasts, String failpoint) {

  @Override
  public String toString() {
    String where =
        switch (kind.scope()) {
          case PROCESS, NODE -> " of node " + node;
          case DATABASE, STORE -> "";
        };
    String place = kind == FaultKind.FAILPOINT ? " at " + failpoint : "";
    return "#%d %s%s%s for %d ms".formatted(number, kind, where, place, lasts.toMillis());
  }
}
