package io.heimdall.server.receiver.kiwi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;

/// Reads the body of a `MSG`: items `name` or `name=value` between single spaces, values with free
/// text percent-encoded.
final class KiwiItems {

  /// Takes one item.
  interface Sink<E extends Exception> {
    void item(String name, String value) throws E;
  }

  private KiwiItems() {}

  /// Hands each item to the sink; the value of a bare name is empty.
  static <E extends Exception> void forEach(byte[] bytes, int offset, int length, Sink<E> sink)
      throws E {
    for (String item : new String(bytes, offset, length, UTF_8).split(" ", -1)) {
      int equals = item.indexOf('=');
      String name = equals < 0 ? item : item.substring(0, equals);
      if (!name.isEmpty()) {
        sink.item(name, equals < 0 ? "" : item.substring(equals + 1));
      }
    }
  }

  /// Undoes the percent-encoding; a value that is not properly encoded stays as it is.
  static String decode(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException _) {
      return value;
    }
  }
}
