package io.heimdall.server.simulator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;

/// A whole HTTP response. Every connection serves one.
///
/// @param status code and phrase
/// @param type the content type
/// @param body the text
record HttpResponse(String status, String type, String body) {

  static HttpResponse text(String body) {
    return new HttpResponse("200 OK", "text/plain; charset=utf-8", body);
  }

  static HttpResponse json(String body) {
    return new HttpResponse("200 OK", "application/json", body);
  }

  static HttpResponse html(String body) {
    return new HttpResponse("200 OK", "text/html; charset=utf-8", body);
  }

  static HttpResponse error(String status, String sentence) {
    return new HttpResponse(status, "text/plain; charset=utf-8", sentence + "\n");
  }

  void write(OutputStream out) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    out.write(head(status, type, "Content-Length: " + bytes.length));
    out.write(bytes);
    out.flush();
  }

  /// The head of a response whose body is sent apart.
  static byte[] head(String status, String type, String framing) {
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: "
            + type
            + "\r\n"
            + framing
            + "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
    return head.getBytes(UTF_8);
  }
}
