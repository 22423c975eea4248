package io.heimdall.server.chaos.client;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.heimdall.server.chaos.cluster.Node;
import io.heimdall.server.chaos.cluster.NodeAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Connections to the servers, wherever these serve at the moment. Safe for any number of threads.
public final class NodeChannels implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final int MESSAGE_BYTES = 8 << 20;
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int CLOSE_SECONDS = 5;

  private final List<Node> nodes;
  // Guarded by this.
  private final Map<NodeAddress, ManagedChannel> open = new HashMap<>();

  /// A server one can call now.
  ///
  /// @param node its number
  /// @param channel calls it as its owner
  public record Target(int node, Channel channel) {}

  /// Begins without connections.
  ///
  /// @param nodes the servers
  public NodeChannels(List<Node> nodes) {
    this.nodes = nodes;
  }

  /// Picks a server that serves, and waits for one where none does.
  ///
  /// @param random picks
  /// @param limit how long to wait at most
  /// @return empty when none came in time
  /// @throws InterruptedException when the waiting thread is interrupted
  public Optional<Target> any(RandomGenerator random, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      var serving = new ArrayList<Target>();
      for (Node node : nodes) {
        node.address().map(at -> new Target(node.number(), channel(at))).ifPresent(serving::add);
      }
      if (!serving.isEmpty()) {
        return Optional.of(serving.get(random.nextInt(serving.size())));
      }
      if (System.nanoTime() - deadline > 0) {
        return Optional.empty();
      }
      LockSupport.parkNanos(LOOK.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private synchronized Channel channel(NodeAddress address) {
    ManagedChannel channel =
        open.computeIfAbsent(
            address,
            at ->
                NettyChannelBuilder.forAddress("127.0.0.1", at.port())
                    .usePlaintext()
                    .maxInboundMessageSize(MESSAGE_BYTES)
                    .build());
    var headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + address.token());
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /// Closes all connections; calls under way end.
  @Override
  public synchronized void close() {
    open.values().forEach(ManagedChannel::shutdownNow);
    try {
      for (ManagedChannel channel : open.values()) {
        var _ = channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    open.clear();
  }
}
