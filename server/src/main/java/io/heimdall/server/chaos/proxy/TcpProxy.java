package io.heimdall.server.chaos.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A port that passes connections on to another, and treats what goes through as it is told. Safe
/// for any number of threads.
public final class TcpProxy implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(TcpProxy.class.getName());
  private static final int BACKLOG = 128;
  private static final int CLOSE_SECONDS = 5;

  private final ServerSocket door;
  private final Supplier<InetSocketAddress> target;
  private final Valve valve = new Valve();
  private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private TcpProxy(ServerSocket door, Supplier<InetSocketAddress> target) {
    this.door = door;
    this.target = target;
  }

  /// Opens the port; everything passes.
  ///
  /// @param host the address to listen on
  /// @param port the port, 0 for any free one
  /// @param target where each new connection goes
  /// @return the running proxy
  /// @throws IOException when the port cannot be had
  public static TcpProxy open(InetAddress host, int port, Supplier<InetSocketAddress> target)
      throws IOException {
    var proxy = new TcpProxy(new ServerSocket(port, BACKLOG, host), target);
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  /// Where it listens.
  ///
  /// @return an address with the real port
  public InetSocketAddress address() {
    return new InetSocketAddress(door.getInetAddress(), door.getLocalPort());
  }

  /// Changes how traffic is treated, that of open connections too.
  ///
  /// @param traffic how from now on
  public void set(Traffic traffic) {
    valve.set(traffic);
    if (traffic instanceof Traffic.Cut) {
      relays.forEach(Relay::close);
    }
  }

  /// How traffic is treated.
  ///
  /// @return what was set last
  public Traffic traffic() {
    return valve.traffic();
  }

  /// Connections that are open through it.
  ///
  /// @return how many
  public int connections() {
    return relays.size();
  }

  /// Breaks all connections and closes the port. All threads have ended when this returns, or a
  /// warning says that they have not.
  @Override
  public void close() throws IOException {
    door.close();
    valve.set(Traffic.OPEN);
    relays.forEach(Relay::close);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "some connections through a proxy do not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket near = door.accept();
        threads.execute(() -> serve(near));
      } catch (IOException | RejectedExecutionException e) {
        if (!door.isClosed()) {
          LOG.log(System.Logger.Level.WARNING, "a proxy could not accept a connection", e);
        }
      }
    }
  }

  private void serve(Socket near) {
    var relay = new Relay(near, valve);
    relays.add(relay);
    try {
      if (door.isClosed() || valve.traffic() instanceof Traffic.Cut) {
        relay.close();
      } else {
        relay.run(target.get(), threads);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      relays.remove(relay);
    }
  }
}
