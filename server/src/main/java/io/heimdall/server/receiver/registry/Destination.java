package io.heimdall.server.receiver.registry;

import io.heimdall.db.receiver.ReceiverSpec;
import java.net.URI;
import java.util.Locale;
import java.util.OptionalInt;

/// Where the URL of a receiver leads and who speaks there: the same for URLs that differ in letter
/// case, path or a port that is named or not.
///
/// @param driver the driver
/// @param host the host; the whole URL where it names none
/// @param port the port; -1 where the driver knows it
record Destination(String driver, String host, int port) {

  static Destination of(String driver, String url) {
    URI parsed = URI.create(url);
    String host = parsed.getHost();
    return host == null
        ? new Destination(driver, url, -1)
        : new Destination(driver, host.toLowerCase(Locale.ROOT), port(parsed));
  }

  /// The same where the driver's own port is known.
  ///
  /// @param driver the driver
  /// @param url the URL
  /// @param usualPort the port that a URL without one leads to; empty where it is not known
  /// @return where the URL leads
  static Destination of(String driver, String url, OptionalInt usualPort) {
    Destination stated = of(driver, url);
    return stated.port() >= 0 || usualPort.isEmpty()
        ? stated
        : new Destination(driver, stated.host(), usualPort.getAsInt());
  }

  /// Whether what was meant for one receiver may not be told to the other: driver, scheme, host or
  /// port differ.
  static boolean differs(ReceiverSpec one, ReceiverSpec other) {
    return !of(one.driver(), one.url()).equals(of(other.driver(), other.url()))
        || !scheme(URI.create(one.url())).equals(scheme(URI.create(other.url())));
  }

  private static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return switch (scheme(url)) {
      case "http" -> 80;
      case "https" -> 443;
      default -> -1;
    };
  }

  private static String scheme(URI url) {
    return String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
  }
}
