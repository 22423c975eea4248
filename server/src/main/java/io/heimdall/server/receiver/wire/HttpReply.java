package io.heimdall.server.receiver.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.URI;
import java.util.Map;

/// The answer to one HTTP request; its body is read off the connection as it comes.
///
/// @param head status and headers
/// @param body the body, which ends where the answer says
public record HttpReply(HttpHead head, InputStream body) {

  private static final int MOST_INTERIM = 10;

  /// Asks for a resource, as the only request on its connection.
  ///
  /// @param connection a fresh connection
  /// @param target path and query, beginning with a slash
  /// @param userAgent who asks
  /// @return the answer
  /// @throws IOException where it is not HTTP, or the connection breaks
  public static HttpReply get(Connection connection, String target, String userAgent)
      throws IOException {
    connection.write(
        "GET "
            + target
            + " HTTP/1.1\r\nHost: "
            + connection.endpoint().authority()
            + "\r\nUser-Agent: "
            + userAgent
            + "\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    return read(connection);
  }

  /// Sends something to a resource, as the only request on its connection.
  ///
  /// @param connection a fresh connection
  /// @param target path and query, beginning with a slash
  /// @param headers header values by name, without what tells of the connection and the length
  /// @param content what is sent
  /// @return the answer
  /// @throws IOException where it is not HTTP, or the connection breaks
  public static HttpReply post(
      Connection connection, String target, Map<String, String> headers, byte[] content)
      throws IOException {
    var head = new StringBuilder("POST " + target + " HTTP/1.1\r\nHost: ");
    head.append(connection.endpoint().authority()).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(content.length).append("\r\nConnection: close\r\n\r\n");
    connection.write(head.toString());
    connection.write(content, 0, content.length);
    return read(connection);
  }

  /// Passes by what is said before the answer, as 103 (Early Hints).
  private static HttpReply read(Connection connection) throws IOException {
    for (int i = 0; i < MOST_INTERIM; i++) {
      HttpHead head = HttpHead.read(connection);
      if (head.status() < 100 || head.status() > 199) {
        return new HttpReply(head, HttpBody.of(head, connection));
      }
    }
    throw new ProtocolException("expected an answer, got more and more of what comes before it");
  }

  /// Where a redirecting answer leads; only within `http` and `ws`, or within `https` and `wss`.
  ///
  /// @param head a head that redirects
  /// @param from what had been asked for
  /// @return the other place
  /// @throws ProtocolException where it is no URL, or one of another kind
  public static URI redirected(HttpHead head, URI from) throws ProtocolException {
    String location = head.header("location").orElse("");
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("redirected to something that is no URL");
    }
    if (Endpoint.isEncrypted(to) != Endpoint.isEncrypted(from)) {
      throw new ProtocolException("redirected from " + from + " to another scheme: " + to);
    }
    Endpoint.host(to);
    return to;
  }
}
