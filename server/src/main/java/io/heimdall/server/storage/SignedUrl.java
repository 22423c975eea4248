package io.heimdall.server.storage;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/// A URL that reads or writes one object of the store for a while. Who has it needs nothing else.
///
/// @param method the HTTP method that it is for, `GET` or `PUT`
/// @param url the URL
/// @param headers what has to be sent with it besides `Host` and `Content-Length`, which every
///   client sends; names in lower case
/// @param expiresAt when the store refuses it, by the clock of this machine
public record SignedUrl(String method, URI url, Map<String, String> headers, Instant expiresAt) {

  /// Freezes the headers.
  public SignedUrl {
    headers = Map.copyOf(headers);
  }

  /// Leaves out what would let a reader of a log use it.
  @Override
  public String toString() {
    return "%s %s until %s".formatted(method, url.getPath(), expiresAt);
  }
}
