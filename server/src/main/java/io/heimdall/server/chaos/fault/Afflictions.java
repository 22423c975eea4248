package io.heimdall.server.chaos.fault;

import java.util.HashSet;
import java.util.Set;

/// Who suffers at the moment: each part one fault at a time, and of the servers never all. Safe for
/// any number of threads.
final class Afflictions {

  private final int nodes;
  // Guarded by this.
  private final Set<Integer> sufferingNodes = new HashSet<>();
  private boolean databaseSuffers;
  private boolean storeSuffers;

  Afflictions(int nodes) {
    this.nodes = nodes;
  }

  /// Takes a part for a fault.
  ///
  /// @return false when it suffers already, or nobody would be left
  synchronized boolean take(Fault fault) {
    return switch (fault.kind().scope()) {
      case PROCESS, NODE ->
          sufferingNodes.size() < Math.max(1, nodes - 1) && sufferingNodes.add(fault.node());
      case DATABASE -> !databaseSuffers && (databaseSuffers = true);
      case STORE -> !storeSuffers && (storeSuffers = true);
    };
  }

  /// Gives it back.
  synchronized void release(Fault fault) {
    switch (fault.kind().scope()) {
      case PROCESS, NODE -> sufferingNodes.remove(fault.node());
      case DATABASE -> databaseSuffers = false;
      case STORE -> storeSuffers = false;
    }
  }
}
