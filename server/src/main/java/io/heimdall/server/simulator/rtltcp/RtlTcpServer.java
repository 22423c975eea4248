package io.heimdall.server.simulator.rtltcp;

import io.heimdall.server.simulator.wire.Pause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A simulated rtl_tcp server on a port of the loopback interface. Like the real one it serves one
/// client at a time: a second one waits, accepted by the system and not greeted, until the first
/// has gone.
public final class RtlTcpServer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RtlTcpServer.class.getName());
  private static final int BACKLOG = 1;

  /// A command as it came.
  ///
  /// @param number which one
  /// @param value its 32 bits, without a sign
  public record Command(int number, long value) {}

  private final RtlTcpOptions options;
  private final ServerSocket listener;
  private final Pause pause = new Pause();
  private final List<Command> commands = new CopyOnWriteArrayList<>();
  private final AtomicInteger clients = new AtomicInteger();
  private volatile Socket client = new Socket();

  private RtlTcpServer(RtlTcpOptions options, ServerSocket listener) {
    this.options = options;
    this.listener = listener;
  }

  /// Starts to listen.
  ///
  /// @param options how it behaves
  /// @return the open server
  /// @throws IOException when the port is taken
  public static RtlTcpServer open(RtlTcpOptions options) throws IOException {
    ServerSocket listener;
    try {
      listener = new ServerSocket(options.port(), BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IOException("cannot listen on port " + options.port() + ": " + e.getMessage(), e);
    }
    var server = new RtlTcpServer(options, listener);
    Thread.ofVirtual().name("rtl-tcp-" + server.port()).start(server::serve);
    return server;
  }

  /// The TCP port.
  ///
  /// @return a port number
  public int port() {
    return listener.getLocalPort();
  }

  /// Where it listens.
  ///
  /// @return a `tcp` URL
  public URI url() {
    return URI.create("tcp://127.0.0.1:" + port());
  }

  /// What it sends.
  ///
  /// @return the signal's name
  public String name() {
    return options.signal().name();
  }

  /// What clients have commanded.
  ///
  /// @return all commands, in order
  public List<Command> commands() {
    return List.copyOf(commands);
  }

  /// How many clients it has greeted, or would have.
  ///
  /// @return clients since it was opened
  public int clients() {
    return clients.get();
  }

  /// Stops listening and breaks the connection.
  @Override
  public void close() {
    pause.close();
    try {
      listener.close();
      client.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "cannot close port {0}", port());
    }
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket accepted = listener.accept()) {
        client = accepted;
        clients.incrementAndGet();
        new RtlTcpSession(options, accepted, pause, commands::add).run();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "a client of port {0} is gone: {1}", port(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
