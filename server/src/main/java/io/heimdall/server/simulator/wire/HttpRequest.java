package io.heimdall.server.simulator.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The head of an HTTP request.
///
/// @param method the method, upper case
/// @param path the path without the query
/// @param query the parameters, decoded
/// @param headers the header fields by lower-case name
record HttpRequest(
    String method, String path, Map<String, String> query, Map<String, String> headers) {

  private static final int MOST_BYTES = 16_384;

  /// Reads up to the empty line.
  ///
  /// @return the request, or null when the client closed without asking
  static @Nullable HttpRequest read(InputStream in) throws IOException {
    String first = line(in);
    if (first == null || first.isEmpty()) {
      return null;
    }
    String[] words = first.split(" ", 3);
    if (words.length < 3 || !words[2].startsWith("HTTP/1.")) {
      throw new IOException("not an HTTP/1 request: " + first);
    }
    var headers = new HashMap<String, String>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).trim().toLowerCase(Locale.ROOT);
        headers.put(name, line.substring(colon + 1).trim());
      }
    }
    int question = words[1].indexOf('?');
    return question < 0
        ? new HttpRequest(words[0], words[1], Map.of(), headers)
        : new HttpRequest(
            words[0],
            words[1].substring(0, question),
            parameters(words[1].substring(question + 1)),
            headers);
  }

  boolean webSocketUpgrade() {
    return "websocket".equalsIgnoreCase(headers.get("upgrade"));
  }

  private static Map<String, String> parameters(String text) {
    var parameters = new HashMap<String, String>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static @Nullable String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        return line.toString();
      }
      if (line.length() >= MOST_BYTES) {
        throw new IOException("a header line is longer than " + MOST_BYTES + " bytes");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.isEmpty() ? null : line.toString();
  }
}
