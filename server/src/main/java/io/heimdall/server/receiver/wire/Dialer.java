package io.heimdall.server.receiver.wire;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Opens connections to receivers: resolves names, keeps to the addresses this server may contact,
/// and bounds the time it takes. The address that was checked is the one that is dialled, so a name
/// that changes its answer gains nothing. Safe for any number of threads.
public final class Dialer {

  private final Duration connectTimeout;
  private final Predicate<InetAddress> allowed;
  private final SSLSocketFactory encryption;

  /// Makes a dialler that trusts the authorities this Java trusts.
  ///
  /// @param connectTimeout the longest a connection may take to come about, per address
  /// @param allowed which addresses may be contacted
  public Dialer(Duration connectTimeout, Predicate<InetAddress> allowed) {
    this(connectTimeout, allowed, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /// Makes a dialler.
  ///
  /// @param connectTimeout the longest a connection may take to come about, per address
  /// @param allowed which addresses may be contacted
  /// @param encryption speaks TLS and knows whom to trust
  public Dialer(
      Duration connectTimeout, Predicate<InetAddress> allowed, SSLSocketFactory encryption) {
    this.connectTimeout = connectTimeout;
    this.allowed = allowed;
    this.encryption = encryption;
  }

  /// Finds the addresses behind a URL.
  ///
  /// @param url an `http`, `https`, `ws` or `wss` URL, or a `tcp` one with a port
  /// @return at least one endpoint
  /// @throws IOException where the name is unknown or leads to an address that is not allowed
  public List<Endpoint> resolve(URI url) throws IOException {
    String host = Endpoint.host(url);
    boolean encrypted = Endpoint.isEncrypted(url);
    int port = Endpoint.port(url);
    return addresses(host).stream()
        .map(address -> new Endpoint(host, new InetSocketAddress(address, port), encrypted))
        .toList();
  }

  /// Finds the addresses behind a host's name.
  ///
  /// @param host a name, or an address written as such
  /// @return at least one address
  /// @throws IOException where the name is unknown or leads to an address that is not allowed
  public List<InetAddress> addresses(String host) throws IOException {
    List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
    for (InetAddress address : addresses) {
      if (!allowed.test(address)) {
        throw new ForbiddenAddressException(host, address);
      }
    }
    return addresses;
  }

  /// Connects to one endpoint.
  ///
  /// @param endpoint where to
  /// @return the connection, which the caller closes
  /// @throws IOException where it does not come about
  public Connection connect(Endpoint endpoint) throws IOException {
    var socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(endpoint.address(), Math.toIntExact(connectTimeout.toMillis()));
      return new Connection(
          endpoint, socket, endpoint.encrypted() ? encrypt(socket, endpoint) : socket);
    } catch (SocketTimeoutException e) {
      socket.close();
      var timedOut = new ConnectException("no answer within " + connectTimeout.toMillis() + " ms");
      timedOut.initCause(e);
      throw timedOut;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /// Connects to the first address behind a URL that answers.
  ///
  /// @param url an `http`, `https`, `ws` or `wss` URL, or a `tcp` one with a port
  /// @return the connection, which the caller closes
  /// @throws IOException where none comes about
  public Connection connect(URI url) throws IOException {
    IOException failure = new ConnectException("no address for " + url);
    for (Endpoint endpoint : resolve(url)) {
      try {
        return connect(endpoint);
      } catch (ConnectException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private Socket encrypt(Socket plain, Endpoint endpoint) throws IOException {
    plain.setSoTimeout(Math.toIntExact(connectTimeout.toMillis()));
    var encrypted =
        (SSLSocket)
            encryption.createSocket(plain, endpoint.host(), endpoint.address().getPort(), true);
    SSLParameters parameters = encrypted.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    encrypted.setSSLParameters(parameters);
    encrypted.startHandshake();
    return encrypted;
  }
}
