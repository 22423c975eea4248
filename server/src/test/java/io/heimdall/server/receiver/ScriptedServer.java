package io.heimdall.server.receiver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A server on a real loopback socket that plays a script to each connection.
public final class ScriptedServer implements AutoCloseable {

  /// What is played to one connection, which is closed afterwards.
  @FunctionalInterface
  public interface Script {

    /// Plays to one connection.
    ///
    /// @param socket the accepted connection
    /// @throws IOException when the client has gone
    void play(Socket socket) throws IOException;
  }

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  /// Listens on a free port.
  ///
  /// @param script what every connection gets
  public ScriptedServer(Script script) {
    this(plainListener(), script);
  }

  /// Takes over a listening socket.
  ///
  /// @param listener accepts the connections
  /// @param script what every connection gets
  public ScriptedServer(ServerSocket listener, Script script) {
    this.listener = listener;
    Thread.ofVirtual().start(() -> accept(script));
  }

  /// Where it listens.
  ///
  /// @return the port
  public int port() {
    return listener.getLocalPort();
  }

  /// Where it listens.
  ///
  /// @return an `http` URL without a path
  public URI url() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /// How often it was connected to.
  ///
  /// @return accepted connections
  public int accepted() {
    return accepted.get();
  }

  /// Reads the request line and skips the headers.
  ///
  /// @param socket an accepted connection
  /// @return the request line
  /// @throws IOException when the client has gone
  public static String readRequest(Socket socket) throws IOException {
    String line = readLine(socket.getInputStream());
    while (!readLine(socket.getInputStream()).isEmpty()) {}
    return line;
  }

  /// Reads a line.
  ///
  /// @param in where from
  /// @return the line without its end
  /// @throws IOException when the client has gone
  public static String readLine(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the client has gone");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /// Writes text, one byte per character.
  ///
  /// @param socket an accepted connection
  /// @param text what to write
  /// @throws IOException when the client has gone
  public static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Waits until the client closes.
  ///
  /// @param socket an accepted connection
  /// @throws IOException when the connection breaks
  public static void awaitClose(Socket socket) throws IOException {
    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private static ServerSocket plainListener() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(Script script) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> play(script, socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void play(Script script, Socket socket) {
    try (socket) {
      script.play(socket);
    } catch (IOException _) {
      // The client may go away in the middle of any script.
    } finally {
      open.remove(socket);
    }
  }
}
