package io.heimdall.server.post;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// An HTTP server on this machine that keeps what it is sent, and answers as it is told.
public final class Endpoint implements AutoCloseable {

  private final HttpServer server;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private volatile Reply reply = Reply.of(204);
  private volatile Runnable meanwhile = () -> {};

  private Endpoint(HttpServer server) {
    this.server = server;
  }

  /// What came.
  ///
  /// @param headers header values by lower-case name
  /// @param target path and query
  /// @param body the body
  public record Request(Map<String, String> headers, String target, String body) {}

  /// What is answered.
  ///
  /// @param status the HTTP status
  /// @param headers header values by name
  /// @param body the body
  public record Reply(int status, Map<String, String> headers, String body) {

    /// An answer that says nothing else.
    ///
    /// @param status the HTTP status
    /// @return the answer
    public static Reply of(int status) {
      return new Reply(status, Map.of(), "");
    }
  }

  /// Starts a server that answers 204.
  ///
  /// @return the running server
  public static Endpoint start() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      var endpoint = new Endpoint(server);
      server.createContext("/", endpoint::handle);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return endpoint;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Reply answer = reply;
      requests.add(new Request(headers, exchange.getRequestURI().toString(), body));
      meanwhile.run();
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] sent = answer.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status(), sent.length == 0 ? -1 : sent.length);
      exchange.getResponseBody().write(sent);
    }
  }

  /// Has it answer otherwise from now on.
  ///
  /// @param other the answer
  public void answer(Reply other) {
    answer(other, () -> {});
  }

  /// Has it answer otherwise from now on, and do something before each answer.
  ///
  /// @param other the answer
  /// @param before what to do
  public void answer(Reply other, Runnable before) {
    reply = other;
    meanwhile = before;
  }

  /// Where it is.
  ///
  /// @return a URL with a path and a query
  public String url() {
    return "http://127.0.0.1:%d/hook?key=1".formatted(server.getAddress().getPort());
  }

  /// Waits for what comes next.
  ///
  /// @return the request
  /// @throws InterruptedException when the thread is interrupted
  public Request next() throws InterruptedException {
    Request next = requests.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came within 30 s");
    }
    return next;
  }

  /// Whether nothing has come that was not looked at.
  ///
  /// @return whether it has not
  public boolean idle() {
    return requests.isEmpty();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
