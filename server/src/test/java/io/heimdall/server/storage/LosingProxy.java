package io.heimdall.server.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/// Stands between a client and a store, and does something to requests that complete parts: one
/// thing after the other, as it was told, and what was told last to all that come after.
final class LosingProxy implements AutoCloseable {

  private static final Pattern COMPLETES = Pattern.compile("POST /\\S+\\?uploadId=\\S+ HTTP");
  private static final String ANSWERED = "</CompleteMultipartUploadResult>|</Error>";

  /// What becomes of a request that completes parts.
  enum Act {
    /// The store answers it.
    PASS,
    /// The store does it, and nobody hears of that.
    LOSE,
    /// It is refused as Ceph refuses it where parts are not named, and the store never sees it.
    REFUSE
  }

  private final ServerSocket server;
  private final URI store;
  private final Deque<Act> acts = new ConcurrentLinkedDeque<>();

  /// Begins to listen.
  ///
  /// @param store where requests go
  /// @throws IOException when it cannot
  LosingProxy(URI store) throws IOException {
    this.store = store;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var _ = Thread.ofVirtual().start(this::accept);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /// Tells what becomes of the next requests.
  void then(Act... next) {
    acts.clear();
    acts.addAll(List.of(next));
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        var _ = Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException _) {
      // It was closed.
    }
  }

  private void serve(Socket client) {
    try (client;
        var upstream = new Socket(store.getHost(), store.getPort())) {
      var act = new AtomicReference<>(Act.PASS);
      var _ = Thread.ofVirtual().start(() -> answers(upstream, client, act));
      requests(client, upstream, act);
    } catch (IOException _) {
      // The other side hung up.
    }
  }

  private void requests(Socket client, Socket upstream, AtomicReference<Act> act)
      throws IOException {
    byte[] buffer = new byte[64 << 10];
    InputStream in = client.getInputStream();
    for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
      if (COMPLETES.matcher(new String(buffer, 0, Math.min(n, 2000), ISO_8859_1)).lookingAt()) {
        act.set(acts.size() > 1 ? acts.removeFirst() : acts.getFirst());
        if (act.get() == Act.REFUSE) {
          refuse(client);
          return;
        }
      }
      upstream.getOutputStream().write(buffer, 0, n);
    }
  }

  private static void refuse(Socket client) throws IOException {
    String body = "<Error><Code>InvalidPart</Code></Error>";
    String answer =
        "HTTP/1.1 400 Bad Request\r\ncontent-type: application/xml\r\nconnection: close\r\n"
            + "content-length: %d\r\n\r\n%s".formatted(body.length(), body);
    client.getOutputStream().write(answer.getBytes(ISO_8859_1));
    client.shutdownOutput();
    // A rest of the request that nobody reads would take the answer with it.
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private static void answers(Socket upstream, Socket client, AtomicReference<Act> act) {
    byte[] buffer = new byte[64 << 10];
    var lost = new ByteArrayOutputStream();
    Pattern end = Pattern.compile(ANSWERED);
    try (client) {
      InputStream in = upstream.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        if (act.get() == Act.LOSE) {
          lost.write(buffer, 0, n);
          if (end.matcher(lost.toString(ISO_8859_1)).find()) {
            return;
          }
        } else {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException _) {
      // The other side hung up.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
