package io.heimdall.server.post;

import java.time.Instant;
import java.util.List;

/// What another program is told.
///
/// @param id names it, the same however often it is sent
/// @param at when it is sent
/// @param body a JSON document
/// @param secrets what it is signed with, one or more; none for nothing
public record Message(String id, Instant at, String body, List<SigningSecret> secrets) {

  /// Copies the secrets.
  public Message {
    secrets = List.copyOf(secrets);
  }
}
