package io.heimdall.server.grpc;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.status.ConformanceInterceptor;
import io.heimdall.server.security.TokenVerifier;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/// The listening gRPC server.
///
/// Each call runs on a virtual thread and may block. Flow control windows are left to gRPC, which
/// sizes them by measurement as long as nobody sets them.
public final class GrpcServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(GrpcServer.class.getName());

  private static final int MAX_MESSAGE_BYTES = 4 << 20;
  private static final int MAX_METADATA_BYTES = 16 << 10;

  /// A guard against clients that open streams only to reset them.
  private static final int MAX_RESETS = 200;

  private static final Duration RESETS_WINDOW = Duration.ofSeconds(30);

  /// How often a client may ping; idle watches behind a firewall need it.
  private static final Duration PERMITTED_KEEPALIVE = Duration.ofSeconds(20);

  /// A silent connection is asked after this time whether it is still there.
  private static final Duration KEEPALIVE = Duration.ofSeconds(60);

  /// How long streams may take to end by themselves, then when told to, then everything.
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Server server;
  private final ExecutorService calls;
  private final HealthStatusManager health;
  private final ResponseStreams streams;
  private final String advertised;
  private final AtomicBoolean draining = new AtomicBoolean();

  private GrpcServer(
      Server server,
      ExecutorService calls,
      HealthStatusManager health,
      ResponseStreams streams,
      String advertised) {
    this.advertised = advertised;
    this.server = server;
    this.calls = calls;
    this.health = health;
    this.streams = streams;
  }

  /// Starts listening.
  ///
  /// @param config where to listen, and limits
  /// @param tokens who may call
  /// @param services the adapters
  /// @return the running server
  /// @throws IOException when the address cannot be listened on
  public static GrpcServer start(GrpcConfig config, TokenVerifier tokens, GrpcServices services)
      throws IOException {
    ExecutorService calls =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grpc-call-", 0).factory());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(config.socketAddress())
            .executor(calls)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(config.maxCallsPerConnection())
            .maxRstFramesPerWindow(MAX_RESETS, Math.toIntExact(RESETS_WINDOW.toSeconds()))
            .permitKeepAliveTime(PERMITTED_KEEPALIVE.toSeconds(), SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(KEEPALIVE.toSeconds(), SECONDS);
    HealthStatusManager health =
        Edge.furnish(
            builder,
            services.adapters(),
            tokens,
            config.maxCalls(),
            ConformanceInterceptor.logging(),
            services.tally());
    try {
      return new GrpcServer(
          builder.build().start(), calls, health, services.streams(), config.advertised());
    } catch (IOException e) {
      calls.close();
      throw new IOException(
          "cannot listen on %s: %s".formatted(config.socketAddress(), rootMessage(e)), e);
    }
  }

  /// Where the server listens.
  ///
  /// @return the address, with the real port
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getListenSockets().getFirst();
  }

  /// Where other servers reach this one: as the configuration says, or where it listens. Who
  /// listens on every address is reached at the one this machine's name has.
  ///
  /// @return `host:port`
  /// @throws IOException when this machine's name has no address
  public String advertised() throws IOException {
    if (!advertised.isEmpty()) {
      return advertised;
    }
    InetAddress listening = address().getAddress();
    InetAddress reached = listening.isAnyLocalAddress() ? InetAddress.getLocalHost() : listening;
    String host = reached.getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address().getPort();
  }

  /// Tells clients to go elsewhere and takes no new calls. Calls that run go on. Idempotent.
  public void drain() {
    if (draining.compareAndSet(false, true)) {
      health.enterTerminalState();
      server.shutdown();
    }
  }

  /// Ends everything: streams get a moment to end by themselves, so that watchers of what has ended
  /// see its end, then they are ended with the advice to come back, then what is left is cut. No
  /// call is served when this returns, unless a handler ignored its interrupt; then the log says
  /// so.
  @Override
  public void close() {
    drain();
    try {
      if (!streams.await(GRACE)) {
        streams.stop(GRACE);
      }
      if (!server.awaitTermination(GRACE.toNanos(), NANOSECONDS)) {
        server.shutdownNow();
        if (!server.awaitTermination(GRACE.toNanos(), NANOSECONDS)) {
          LOG.log(Level.WARNING, "calls were still running when the server stopped");
        }
      }
    } catch (InterruptedException _) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    } finally {
      calls.shutdownNow();
    }
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
