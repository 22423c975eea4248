package io.heimdall.client;

import java.time.Duration;
import java.util.Optional;

/// How a client talks to its server.
///
/// @param address where the server listens
/// @param token who calls; empty: nobody, which is enough for the health service only
/// @param deadline longest time for a call with one answer
/// @param silence longest time without a message on a stream that has heartbeats, before its
///   connection counts as lost
/// @param reconnectFor longest time that a watch or a read tries to get a lost connection back
public record ClientOptions(
    ServerAddress address,
    Optional<AccessToken> token,
    Duration deadline,
    Duration silence,
    Duration reconnectFor) {

  /// Checks the durations.
  public ClientOptions {
    if (deadline.isNegative() || deadline.isZero() || silence.isNegative() || silence.isZero()) {
      throw new IllegalArgumentException("A time limit must be positive.");
    }
  }

  /// The usual limits: 30 s for an answer, 45 s (three heartbeats) of silence, 5 min to reconnect.
  ///
  /// @param address where the server listens
  /// @param token who calls
  /// @return the options
  public static ClientOptions of(ServerAddress address, Optional<AccessToken> token) {
    return new ClientOptions(
        address, token, Duration.ofSeconds(30), Duration.ofSeconds(45), Duration.ofMinutes(5));
  }
}
