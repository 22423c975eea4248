package io.heimdall.server.artifact.model;

import io.grpc.Channel;
import java.time.Duration;
import java.time.Instant;

/// Where the service runs.
interface World {

  Channel channel(Person person);

  /// A later time than before, for the next command.
  Instant tick();

  /// Whether the service goes by the same clock, and nobody else uses it: times and sequences are
  /// then known exactly.
  boolean exact();

  /// Lets time pass.
  void putForward(Duration by);

  /// Has the service do what it does in the background.
  void keepHouse();
}
