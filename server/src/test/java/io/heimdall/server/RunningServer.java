package io.heimdall.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.heimdall.server.config.ConfigException;
import io.heimdall.server.config.ServerConfig;
import io.heimdall.server.grpc.status.ConformanceInterceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The whole server with its embedded store, over real sockets. Its database is a [FreshDatabase],
/// or embedded too. Closing it fails when a status left that the contract does not know.
public final class RunningServer implements AutoCloseable {
  private static final Logger CONFORMANCE =
      Logger.getLogger(ConformanceInterceptor.class.getName());

  private final Path data;
  private final Breaches breaches = new Breaches();
  private final @Nullable FreshDatabase database;
  private final Server server;
  private final ManagedChannel channel;

  private RunningServer(Path data, Map<String, String> settings, @Nullable FreshDatabase database)
      throws IOException, InterruptedException, ConfigException {
    this.data = data;
    this.database = database;
    CONFORMANCE.addHandler(breaches);
    server = Server.start(ServerConfig.from(settings));
    channel =
        NettyChannelBuilder.forAddress(server.address())
            .usePlaintext()
            .maxInboundMessageSize(4 << 20)
            .build();
  }

  /// Starts a server that may reach receivers on this machine.
  ///
  /// @param data its data directory
  /// @return the running server
  /// @throws IOException when a part does not start
  /// @throws InterruptedException when the start is broken off
  /// @throws ConfigException when the configuration of the test is wrong
  public static RunningServer in(Path data)
      throws IOException, InterruptedException, ConfigException {
    return in(data, Map.of());
  }

  /// Starts a server that may reach receivers on this machine, with settings of its own.
  ///
  /// @param data its data directory
  /// @param more the settings
  /// @return the running server
  /// @throws IOException when a part does not start
  /// @throws InterruptedException when the start is broken off
  /// @throws ConfigException when the configuration of the test is wrong
  public static RunningServer in(Path data, Map<String, String> more)
      throws IOException, InterruptedException, ConfigException {
    if (more.containsKey("DATABASE_URL")) {
      return new RunningServer(data, settings(data, more), null);
    }
    var database = FreshDatabase.create();
    var settings = settings(data, more);
    settings.put("DATABASE_URL", database.url());
    return new RunningServer(data, settings, database);
  }

  /// Starts a server that may reach receivers on this machine, with its embedded database.
  ///
  /// @param data its data directory
  /// @return the running server
  /// @throws IOException when a part does not start
  /// @throws InterruptedException when the start is broken off
  /// @throws ConfigException when the configuration of the test is wrong
  public static RunningServer alone(Path data)
      throws IOException, InterruptedException, ConfigException {
    return new RunningServer(data, settings(data, Map.of()), null);
  }

  private static Map<String, String> settings(Path data, Map<String, String> more) {
    var settings = new HashMap<>(more);
    settings.put("HEIMDALL_DATA", data.toString());
    settings.put("HEIMDALL_PORT", "0");
    settings.put("HEIMDALL_ALLOW_RECEIVERS", "127.0.0.0/8");
    settings.put("HEIMDALL_ALLOW_WEBHOOKS", "127.0.0.0/8");
    return settings;
  }

  /// The server itself.
  ///
  /// @return the server
  public Server server() {
    return server;
  }

  /// A channel without a token.
  ///
  /// @return the channel
  public Channel stranger() {
    return channel;
  }

  /// A channel with the token of the owner.
  ///
  /// @return the channel
  /// @throws IOException when the token cannot be read
  public Channel owner() throws IOException {
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + Files.readString(data.resolve("token")).strip());
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      assertThat(channel.awaitTermination(5, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    server.close();
    if (database != null) {
      database.close();
    }
    CONFORMANCE.removeHandler(breaches);
    assertThat(breaches.found).isEmpty();
  }

  private static final class Breaches extends Handler {
    private final Queue<String> found = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord entry) {
      found.add(entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
