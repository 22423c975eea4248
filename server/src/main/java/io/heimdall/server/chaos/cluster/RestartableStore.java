package io.heimdall.server.chaos.cluster;

import io.heimdall.server.security.Secret;
import io.heimdall.server.storage.StoreConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An S3 server in a process of its own, which can be killed and started again. Its objects stay.
public final class RestartableStore implements AutoCloseable {

  private static final String ACCESS_KEY = "aws_access_key_id = ";
  private static final String SECRET_KEY = "aws_secret_access_key = ";

  private final Path directory;

  // Guarded by this, but for reading the address.
  private Process process;
  private volatile InetSocketAddress address;

  /// Starts the server.
  ///
  /// @param directory where it keeps everything
  /// @throws IOException when it does not start
  public RestartableStore(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory);
    process = launch();
    address = greeting(process);
  }

  /// Where it listens now.
  ///
  /// @return an address on loopback
  public InetSocketAddress address() {
    return address;
  }

  /// The settings of a server that reaches it another way.
  ///
  /// @param via where the server connects to
  /// @return names and values of configuration keys
  /// @throws IOException when the keys cannot be read
  public Map<String, String> settings(InetSocketAddress via) throws IOException {
    return Map.of(
        "MINIO_URL", url(via).toString(),
        "MINIO_ACCESS_KEY", key(ACCESS_KEY),
        "MINIO_SECRET_KEY", key(SECRET_KEY));
  }

  /// How to reach it without a proxy.
  ///
  /// @return the configuration of a client
  /// @throws IOException when the keys cannot be read
  public StoreConfig config() throws IOException {
    return new StoreConfig(
        url(address),
        key(ACCESS_KEY),
        new Secret(key(SECRET_KEY)),
        StoreConfig.DEFAULT_BUCKET,
        Optional.empty(),
        Optional.empty());
  }

  /// Kills the server.
  public synchronized void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// Starts it again.
  ///
  /// @throws IOException when it does not start
  public synchronized void restart() throws IOException {
    process = launch();
    address = greeting(process);
  }

  @Override
  public void close() {
    kill();
  }

  private Process launch() throws IOException {
    return JavaProcess.start(
        List.of("-Xmx192m"),
        List.of(StoreMain.class.getName(), directory.resolve("s3").toString()),
        Map.of(),
        directory.resolve("log"));
  }

  private InetSocketAddress greeting(Process started) throws IOException {
    BufferedReader output = started.inputReader();
    String line = output.readLine();
    if (line == null || !line.startsWith(StoreMain.GREETING)) {
      throw new IOException("the S3 server does not start; see " + directory.resolve("log"));
    }
    URI endpoint = URI.create(line.substring(StoreMain.GREETING.length()));
    return new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
  }

  private static URI url(InetSocketAddress at) {
    return URI.create("http://" + at.getAddress().getHostAddress() + ":" + at.getPort());
  }

  private String key(String name) throws IOException {
    return Files.readAllLines(directory.resolve("s3").resolve("credentials")).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElseThrow(() -> new IOException("the S3 server has no " + name.strip()));
  }
}
