package io.heimdall.server.security;

import java.util.Optional;

/// Tells who a bearer token belongs to.
public interface TokenVerifier {

  /// Looks a token up, in a time that does not depend on how much of it is right.
  ///
  /// @param token what the caller presented
  /// @return who it belongs to; empty when nobody
  Optional<Caller> verify(String token);
}
