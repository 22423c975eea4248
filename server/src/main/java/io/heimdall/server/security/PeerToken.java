package io.heimdall.server.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// What other servers of the same database show this one when they call in place of a client that
/// they let in themselves: 256 random bits, made at every start and kept in the database only.
public final class PeerToken implements TokenVerifier {

  /// Another server. It may read, and what it asks is never passed on to a third one.
  public static final Caller PEER = new Caller("peer", Role.VIEWER);

  private static final int TOKEN_BYTES = 32;

  private final Secret token;

  /// Makes a token.
  public PeerToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    this.token = new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /// The token, for the database.
  ///
  /// @return the token
  public Secret token() {
    return token;
  }

  @Override
  public Optional<Caller> verify(String shown) {
    boolean same =
        MessageDigest.isEqual(token.reveal().getBytes(US_ASCII), shown.getBytes(US_ASCII));
    return same ? Optional.of(PEER) : Optional.empty();
  }
}
