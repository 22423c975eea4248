package io.heimdall.server.receiver.courtesy;

import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.wire.Dialer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/// Finds out which addresses a connection to a URL may go to, so that two names of one receiver are
/// the same receiver.
final class Doors {

  /// A name with more addresses than that is no receiver's.
  private static final int MOST = 16;

  private final Dialer dialer;

  Doors(Dialer dialer) {
    this.dialer = dialer;
  }

  /// Whether a URL leads to a host at all. No look-up is made.
  boolean leads(ReceiverDriver driver, URI url) {
    return url.getHost() != null && !url.getHost().isEmpty() && port(driver, url).isPresent();
  }

  /// The addresses behind a URL, all of which count as taken by one connection.
  ///
  /// @param driver knows the port that a URL leaves out, and what tells receivers apart that share
  ///   address and port
  /// @param url where a receiver listens
  /// @return the addresses, in an order that does not depend on the name server's; empty where the
  ///   URL leads to no host, so that nobody is bothered
  /// @throws IOException where the name is unknown or leads to an address that is not allowed
  List<ReceiverAddress> of(ReceiverDriver driver, URI url) throws IOException {
    OptionalInt port = port(driver, url);
    if (!leads(driver, url) || port.isEmpty()) {
      return List.of();
    }
    return sorted(dialer.addresses(url.getHost()), driver.branch(url), port.getAsInt());
  }

  /// Name servers change the order from one look-up to the next, and two doors are the same only
  /// where their addresses stand in one order.
  static List<ReceiverAddress> sorted(List<InetAddress> addresses, String branch, int port) {
    return addresses.stream()
        .map(address -> new ReceiverAddress(written(address, branch), port))
        .distinct()
        .sorted(Comparator.comparing(ReceiverAddress::address))
        .limit(MOST)
        .toList();
  }

  /// Without the zone of a link, whose name is this machine's own.
  private static String written(InetAddress address, String branch) {
    String numeric = address.getHostAddress().replaceFirst("%.*", "");
    return branch.isEmpty() ? numeric : numeric + "/" + branch;
  }

  private static OptionalInt port(ReceiverDriver driver, URI url) {
    return url.getPort() > 0 ? OptionalInt.of(url.getPort()) : driver.usualPort(url);
  }
}
