package io.heimdall.server.schedule;

import java.time.Instant;
import java.util.Optional;

/// What a task does. It runs on a virtual thread and may block and take long; meanwhile heartbeats
/// keep other nodes from doing it too.
///
/// It may be done more than once: a node can die after the work and before its end is written. What
/// it writes has to bear that, or be fenced.
@FunctionalInterface
public interface Work {

  /// Does the work. An exception is logged, and the work done again a little later.
  ///
  /// @param instance which of the tasks of this name it is
  /// @return when it is to be done again, on whatever node; empty: the task is over
  Optional<Instant> run(String instance);
}
