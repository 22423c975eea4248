package io.heimdall.server.security;

/// What was sealed does not open. The message says why and holds nothing secret.
public final class SealException extends Exception {

  private static final long serialVersionUID = 1L;

  SealException(String message) {
    super(message);
  }
}
