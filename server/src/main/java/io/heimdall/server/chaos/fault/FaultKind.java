package io.heimdall.server.chaos.fault;

/// What can happen to a cluster.
public enum FaultKind {
  /// A server's process is killed, and started again after a while.
  KILL(14, Scope.PROCESS, 0, 20_000),
  /// A server is told to stop, and started again.
  TERMINATE(8, Scope.PROCESS, 0, 6_000),
  /// A server's process is stopped past its lease, and goes on.
  PAUSE(8, Scope.PROCESS, 13_000, 20_000),
  /// A server's process is stopped for less than its lease, and goes on.
  HICCUP(5, Scope.PROCESS, 500, 9_000),
  /// A server is killed and started again with a failpoint that ends it once more.
  FAILPOINT(10, Scope.PROCESS, 0, 1_000),
  /// A server loses the database.
  CUT_DATABASE(8, Scope.NODE, 500, 20_000),
  /// A server's database is slow.
  DELAY_DATABASE(4, Scope.NODE, 2_000, 15_000),
  /// A server's database does not answer.
  STALL_DATABASE(6, Scope.NODE, 1_000, 20_000),
  /// A server loses the store.
  CUT_STORE(6, Scope.NODE, 500, 25_000),
  /// A server's store is slow.
  DELAY_STORE(3, Scope.NODE, 2_000, 15_000),
  /// A server's store does not answer.
  STALL_STORE(4, Scope.NODE, 1_000, 20_000),
  /// A server loses its receivers.
  CUT_RECEIVERS(7, Scope.NODE, 100, 8_000),
  /// A server's receivers answer late.
  DELAY_RECEIVERS(3, Scope.NODE, 2_000, 10_000),
  /// A server's receivers go silent.
  STALL_RECEIVERS(5, Scope.NODE, 500, 8_000),
  /// A server hears its receivers over a line that is too thin.
  THROTTLE_RECEIVERS(3, Scope.NODE, 2_000, 10_000),
  /// The database is stopped in good order and started again.
  RESTART_DATABASE(4, Scope.DATABASE, 0, 5_000),
  /// The database crashes and is started again.
  CRASH_DATABASE(3, Scope.DATABASE, 0, 5_000),
  /// The store is killed and started again.
  KILL_STORE(5, Scope.STORE, 0, 12_000);

  /// What a fault is done to, of which each suffers one at a time.
  enum Scope {
    /// A server's process.
    PROCESS,
    /// A server's connections.
    NODE,
    /// The database of all.
    DATABASE,
    /// The store of all.
    STORE
  }

  private final int weight;
  private final Scope scope;
  private final int leastMillis;
  private final int mostMillis;

  FaultKind(int weight, Scope scope, int leastMillis, int mostMillis) {
    this.weight = weight;
    this.scope = scope;
    this.leastMillis = leastMillis;
    this.mostMillis = mostMillis;
  }

  /// How often it happens, relative to the others.
  int weight() {
    return weight;
  }

  Scope scope() {
    return scope;
  }

  /// How long it lasts at least.
  int leastMillis() {
    return leastMillis;
  }

  /// How long it lasts at most.
  int mostMillis() {
    return mostMillis;
  }
}
