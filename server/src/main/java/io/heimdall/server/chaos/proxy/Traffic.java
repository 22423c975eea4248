package io.heimdall.server.chaos.proxy;

import java.time.Duration;

/// How a proxy treats what goes through it.
public sealed interface Traffic {

  /// Everything passes.
  Traffic OPEN = new Open();

  /// Everything passes.
  record Open() implements Traffic {}

  /// Connections are reset, and new ones with them.
  record Cut() implements Traffic {}

  /// Connections stay and are accepted, and nothing moves.
  record Stalled() implements Traffic {}

  /// What is read is written later.
  ///
  /// @param by how much later
  record Delayed(Duration by) implements Traffic {}

  /// No more than so many bytes pass in a second, in each direction of each connection.
  ///
  /// @param bytesPerSecond how many, at least 1
  record Throttled(long bytesPerSecond) implements Traffic {}
}
