package io.heimdall.server.security;

import java.util.Optional;

/// Tells who a bearer token belongs to.
public interface TokenVerifier {

  /// Looks a token up, in a time that does not depend on how much of it is right.
  ///
  /// @param token what the caller presented
  /// @return who it belongs to; empty when nobody
  Optional<Caller> verify(String token);

  /// Tries another verifier for tokens that this one does not know.
  ///
  /// @param other the other one
  /// @return a verifier that knows the tokens of both
  default TokenVerifier or(TokenVerifier other) {
    return token -> verify(token).or(() -> other.verify(token));
  }
}
