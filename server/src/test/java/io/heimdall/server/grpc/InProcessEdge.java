package io.heimdall.server.grpc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.MetadataUtils;
import io.heimdall.server.grpc.status.ConformanceInterceptor;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.security.TokenVerifier;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A server without sockets that has everything the real one has in front of its services. Each
/// role has a token of its own name, and each caller one that says who it is. Closing it fails when
/// a status left that the contract does not know.
final class InProcessEdge implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Queue<String> breaches = new ConcurrentLinkedQueue<>();
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;
  private final HealthStatusManager health;
  private final ManagedChannel channel;

  private InProcessEdge(List<BindableService> services, int maxCalls, CallTally tally)
      throws IOException {
    String name = UUID.randomUUID().toString();
    var builder = InProcessServerBuilder.forName(name).executor(calls);
    health =
        Edge.furnish(
            builder,
            services,
            new RoleTokens(),
            maxCalls,
            ConformanceInterceptor.reporting(breaches::add),
            tally);
    server = builder.build().start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  static InProcessEdge of(BindableService... services) throws IOException {
    return counting((_, _, _) -> {}, services);
  }

  static InProcessEdge counting(CallTally tally, BindableService... services) throws IOException {
    return new InProcessEdge(List.of(services), 100, tally);
  }

  static InProcessEdge limitedTo(int maxCalls, BindableService... services) throws IOException {
    return new InProcessEdge(List.of(services), maxCalls, (_, _, _) -> {});
  }

  HealthStatusManager health() {
    return health;
  }

  /// A channel without a token.
  Channel stranger() {
    return channel;
  }

  /// A channel with the token of a role.
  Channel as(Role role) {
    return with("Bearer " + role.name().toLowerCase(Locale.ROOT));
  }

  /// A channel of a caller.
  Channel as(Caller caller) {
    return with(
        "Bearer %s:%s:%s"
            .formatted(caller.role(), caller.name(), String.join(",", caller.groups())));
  }

  /// A channel with any authorization.
  Channel with(String authorization) {
    var headers = new Metadata();
    headers.put(AUTHORIZATION, authorization);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    try {
      assertThat(server.awaitTermination(5, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    calls.close();
    assertThat(breaches).isEmpty();
  }

  /// Tokens that say whose they are.
  static final class RoleTokens implements TokenVerifier {

    @Override
    public Optional<Caller> verify(String token) {
      String[] parts = token.split(":", -1);
      if (parts.length == 3) {
        Set<String> groups = parts[2].isEmpty() ? Set.of() : Set.of(parts[2].split(","));
        return Optional.of(new Caller(parts[1], Role.valueOf(parts[0]), groups));
      }
      for (Role role : Role.values()) {
        if (role.name().toLowerCase(Locale.ROOT).equals(token)) {
          return Optional.of(new Caller(token, role));
        }
      }
      return Optional.empty();
    }
  }
}
