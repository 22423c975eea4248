package io.heimdall.server.post;

/// There was no answer. The message says why, for who gave the URL, and nothing of the network
/// behind it.
public final class PostFailure extends Exception {

  private static final long serialVersionUID = 1L;

  PostFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
