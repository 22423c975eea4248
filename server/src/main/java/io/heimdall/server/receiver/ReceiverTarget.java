package io.heimdall.server.receiver;

import io.heimdall.server.security.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// What a driver must know of a receiver to reach it.
///
/// @param receiverId the receiver's id, for messages
/// @param url where it listens
/// @param frequencyOffsetHz what a converter in front of it adds: it is tuned to the wanted
///   frequency minus this
/// @param password the password its operator gave, where one is needed
/// @param timeout the longest silence before the receiver counts as gone
public record ReceiverTarget(
    int receiverId, URI url, long frequencyOffsetHz, Optional<Secret> password, Duration timeout) {

  /// Shows no password.
  ///
  /// @return id and address
  @Override
  public String toString() {
    return "receiver " + receiverId + " at " + url;
  }
}
