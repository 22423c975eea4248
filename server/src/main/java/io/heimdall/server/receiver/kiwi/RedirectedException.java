package io.heimdall.server.receiver.kiwi;

import java.io.IOException;
import java.net.URI;

/// The receiver's address has moved: a proxy names another one to ask.
final class RedirectedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final URI location;

  RedirectedException(URI location) {
    super("redirected to " + location);
    this.location = location;
  }

  URI location() {
    return location;
  }
}
