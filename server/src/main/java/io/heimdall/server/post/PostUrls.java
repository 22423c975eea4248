package io.heimdall.server.post;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// URLs that messages are sent to.
public final class PostUrls {

  private static final int MOST_PORT = 65_535;

  private PostUrls() {}

  /// Reads a URL.
  ///
  /// @param text an `http` or `https` URL
  /// @return the URL
  /// @throws IllegalArgumentException where it is none, with a sentence that does not show it: it
  ///   may hold secrets
  public static URI read(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException _) {
      throw new IllegalArgumentException("it is no URL");
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("it does not begin with https:// or http://");
    }
    if (url.getHost() == null || url.getHost().isEmpty()) {
      throw new IllegalArgumentException("it names no host");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("it names a user; requests are signed instead");
    }
    if (url.getRawFragment() != null) {
      throw new IllegalArgumentException("it has a fragment, which is never sent");
    }
    if (url.getPort() == 0 || url.getPort() > MOST_PORT) {
      throw new IllegalArgumentException("its port is none");
    }
    if (!text.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
      throw new IllegalArgumentException("it has characters beyond ASCII; escape them with %");
    }
    return url;
  }
}
