package io.heimdall.server.receiver.wire;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The status line and the header lines of an HTTP answer.
///
/// @param status the status code
/// @param headers header values by lower-case name; of repeated ones the last
public record HttpHead(int status, Map<String, String> headers) {

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?");
  private static final int LONGEST_LINE = 8 * 1024;
  private static final int MOST_HEADERS = 100;

  /// Copies the headers.
  public HttpHead {
    headers = Map.copyOf(headers);
  }

  /// Reads a head off a connection, up to and including the empty line.
  ///
  /// @param connection where from
  /// @return the head
  /// @throws IOException where it is not HTTP, or the connection breaks
  public static HttpHead read(Connection connection) throws IOException {
    String first = connection.readLine(LONGEST_LINE);
    Matcher statusLine = STATUS_LINE.matcher(first);
    if (!statusLine.matches()) {
      throw new ProtocolException("expected an HTTP status line, got " + excerpt(first));
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = connection.readLine(LONGEST_LINE);
        !line.isEmpty();
        line = connection.readLine(LONGEST_LINE)) {
      int colon = line.indexOf(':');
      if (colon <= 0 || headers.size() == MOST_HEADERS) {
        throw new ProtocolException("expected an HTTP header, got " + excerpt(line));
      }
      headers.put(
          line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    return new HttpHead(Integer.parseInt(statusLine.group(1)), headers);
  }

  /// The value of a header.
  ///
  /// @param name its name, in lower case
  /// @return the value, where the header is there
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// Whether the answer names another place to ask.
  ///
  /// @return true for the redirecting statuses with a `Location`
  public boolean redirects() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> headers.containsKey("location");
      default -> false;
    };
  }

  private static String excerpt(String text) {
    String start = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return "\"" + start.replaceAll("\\P{Print}", "?") + "\"";
  }
}
