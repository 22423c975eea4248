package io.heimdall.server.simulator.wire;

import io.heimdall.server.simulator.signal.Signal;
import io.heimdall.server.simulator.signal.Truth;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/// One simulated receiver, listening on a port of its own on the loopback interface. Each
/// connection has a virtual thread.
public final class ReceiverPort implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ReceiverPort.class.getName());
  private static final int BACKLOG = 64;
  private static final int SEND_BUFFER_BYTES = 32 * 1024;
  private static final int INPUT_BUFFER_BYTES = 1_024;

  private final Station station;
  private final ServerSocket listener;
  private final ExecutorService threads;
  private final ReceiverDoor door;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final Pause pause = new Pause();

  private ReceiverPort(Station station, ServerSocket listener, ExecutorService threads) {
    this.station = station;
    this.listener = listener;
    this.threads = threads;
    this.door = new ReceiverDoor(station, threads, pause);
  }

  /// Starts to listen.
  ///
  /// @param signal what the receiver hears
  /// @param faults what it does wrong
  /// @param rules what it allows
  /// @param clock the time it shares with others
  /// @param threads runs its connections; must make a thread for each
  /// @param port the TCP port, or 0 for any free one
  /// @return the open port
  /// @throws IOException when the port is taken
  public static ReceiverPort open(
      Signal signal,
      Faults faults,
      Rules rules,
      SimulationClock clock,
      ExecutorService threads,
      int port)
      throws IOException {
    var channels = new Channels(rules, faults.has(Fault.NO_API) ? 0 : rules.apiChannels());
    var station = new Station(signal, faults, rules, channels, new Counters(), clock);
    var listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    var opened = new ReceiverPort(station, listener, threads);
    threads.execute(opened::acceptClients);
    return opened;
  }

  /// The TCP port.
  ///
  /// @return a port number
  public int port() {
    return listener.getLocalPort();
  }

  /// What is true of the receiver.
  ///
  /// @return the truth
  public Truth truth() {
    return ReceiverDoor.truth(station);
  }

  /// What the receiver has seen.
  ///
  /// @return the counters
  public Counters counters() {
    return station.counters();
  }

  /// Stops listening and breaks all connections.
  @Override
  public void close() {
    pause.close();
    try {
      listener.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "cannot close port {0}", port());
    }
    clients.forEach(ReceiverPort::closeQuietly);
  }

  private void acceptClients() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        clients.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          LOG.log(System.Logger.Level.WARNING, "cannot accept a client on port " + port(), e);
        }
      }
    }
    clients.forEach(ReceiverPort::closeQuietly);
  }

  private void serve(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      socket.setSendBufferSize(SEND_BUFFER_BYTES);
      InputStream in = new BufferedInputStream(socket.getInputStream(), INPUT_BUFFER_BYTES);
      OutputStream out = socket.getOutputStream();
      door.answer(socket, in, out);
      leave(socket, in);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.DEBUG, "a client of port {0} is gone: {1}", port(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      clients.remove(socket);
      closeQuietly(socket);
    }
  }

  /// Says that no more comes and lets the client read what is on its way: closing with unread input
  /// would reset the connection and lose it.
  private static void leave(Socket socket, InputStream in) throws IOException {
    socket.shutdownOutput();
    socket.setSoTimeout(2_000);
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "cannot close a client's socket: {0}", e.getMessage());
    }
  }
}
