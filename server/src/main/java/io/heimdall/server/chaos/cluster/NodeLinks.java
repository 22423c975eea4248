package io.heimdall.server.chaos.cluster;

import io.heimdall.server.chaos.proxy.TcpProxy;
import io.heimdall.server.chaos.proxy.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The proxies one server goes through. Its receivers have the ports they have for every server, at
/// an address of its own.
public final class NodeLinks implements AutoCloseable {

  private final Map<Link, List<TcpProxy>> proxies;

  private NodeLinks(Map<Link, List<TcpProxy>> proxies) {
    this.proxies = proxies;
  }

  /// Opens them all.
  ///
  /// @param database where the database is
  /// @param store where the store is
  /// @param host where the receivers seem to be, for this server
  /// @param receivers where they are, by the ports they seem to have
  /// @return the proxies
  /// @throws IOException when a port is taken
  static NodeLinks open(
      Supplier<InetSocketAddress> database,
      Supplier<InetSocketAddress> store,
      InetAddress host,
      Map<Integer, InetSocketAddress> receivers)
      throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    var radio = new ArrayList<TcpProxy>();
    for (Map.Entry<Integer, InetSocketAddress> receiver : receivers.entrySet()) {
      InetSocketAddress target = receiver.getValue();
      radio.add(TcpProxy.open(host, receiver.getKey(), () -> target));
    }
    return new NodeLinks(
        Map.of(
            Link.DATABASE, List.of(TcpProxy.open(loopback, 0, database)),
            Link.STORE, List.of(TcpProxy.open(loopback, 0, store)),
            Link.RECEIVERS, List.copyOf(radio)));
  }

  /// Changes how the traffic of a link is treated.
  ///
  /// @param link which
  /// @param traffic how from now on
  public void set(Link link, Traffic traffic) {
    of(link).forEach(proxy -> proxy.set(traffic));
  }

  /// Lets everything pass.
  public void heal() {
    proxies.keySet().forEach(link -> set(link, Traffic.OPEN));
  }

  /// Connections that are open through a link.
  ///
  /// @param link which
  /// @return how many
  public int connections(Link link) {
    return of(link).stream().mapToInt(TcpProxy::connections).sum();
  }

  InetSocketAddress address(Link link) {
    return of(link).getFirst().address();
  }

  private List<TcpProxy> of(Link link) {
    return proxies.getOrDefault(link, List.of());
  }

  @Override
  public void close() throws IOException {
    for (List<TcpProxy> each : proxies.values()) {
      for (TcpProxy proxy : each) {
        proxy.close();
      }
    }
  }
}
