package io.heimdall.server.grpc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.grpc.status.ConformanceInterceptor;
import io.heimdall.server.request.Requests;
import io.heimdall.server.storage.ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/// The service of artifacts on a loopback socket, behind all interceptors, on a real database and a
/// real store. Its clock stands until it is set, and what a server does in the background is done
/// when it is told to. Closing it fails when a status left that the contract does not know.
public final class ArtifactWorld implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final AtomicReference<Instant> now;
  private final Queue<String> breaches = new ConcurrentLinkedQueue<>();
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final DatabaseClock databaseClock;
  private final CatalogueStack stack;
  private final Server server;
  private final ManagedChannel channel;

  private ArtifactWorld(Path directory, Instant begin) throws IOException {
    now = new AtomicReference<>(begin);
    FreshDatabase postgres = FreshDatabase.create();
    databaseClock = DatabaseClock.of(postgres);
    databaseClock.set(begin);
    stack = CatalogueStack.in(directory, now::get, postgres);
    var builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(calls);
    var _ =
        Edge.furnish(
            builder,
            List.of(stack.service),
            new InProcessEdge.RoleTokens(),
            100,
            ConformanceInterceptor.reporting(breaches::add),
            stack.counts::called);
    server = builder.build().start();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
            .usePlaintext()
            .maxInboundMessageSize(4 << 20)
            .build();
  }

  /// Starts everything.
  ///
  /// @param directory where database and store keep their files
  /// @param begin what the clock says
  /// @return the running world
  /// @throws IOException when a part does not start
  public static ArtifactWorld in(Path directory, Instant begin) throws IOException {
    return new ArtifactWorld(directory, begin);
  }

  /// A channel of a caller.
  ///
  /// @param token `ROLE:name:groups`, groups with commas between
  /// @return the channel
  public Channel as(String token) {
    var headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /// Sets the clock, and the database's.
  ///
  /// @param instant what it says from now on
  public void setNow(Instant instant) {
    now.set(instant);
    databaseClock.set(instant);
  }

  /// Sets both clocks to an instant, unless they are past that already.
  ///
  /// @param instant what it says at least from now on
  public void reach(Instant instant) {
    var _ = now.accumulateAndGet(instant, (one, other) -> one.isAfter(other) ? one : other);
    databaseClock.reach(instant);
  }

  /// Does everything that servers do in the background.
  public void keepHouse() {
    stack.catalogue.trash().run();
    stack.catalogue.aging().run();
    stack.catalogue.publishing().run();
    stack.catalogue.documents().run();
    stack.removeGarbage();
    var _ = new Requests().forget(stack.database.transactions(), now.get());
  }

  /// The store.
  ///
  /// @return the store
  public ObjectStore store() {
    return stack.store;
  }

  /// The first column of what a query gives.
  ///
  /// @param sql the query
  /// @return its values as texts
  public List<String> read(String sql) {
    return stack
        .database
        .transactions()
        .inTransaction(tx -> {
          List<String> found = new ArrayList<>();
          try (Statement statement = tx.connection().createStatement();
              ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
              found.add(String.valueOf(rows.getString(1)));
            }
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
          return found;
        });
  }

  /// Forgets everything, so that the next one begins with nothing.
  public void clear() {
    stack
        .database
        .transactions()
        .runInTransaction(tx -> {
          try (Statement statement = tx.connection().createStatement()) {
            boolean _ =
                statement.execute(
                    """
                    truncate artifacts, artifact_files, artifact_blocks, artifact_versions,
                      artifact_revisions, artifact_shares, artifact_garbage, artifact_uploads,
                      artifact_upload_parts, artifact_events, artifact_event_log, requests
                      restart identity cascade;
                    insert into artifact_event_log default values
                    """);
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
    for (String prefix : List.of("artifacts/", "metadata/", "temp/")) {
      store()
          .unfinished(prefix, Instant.MAX)
          .forEach(left -> store().abortParts(left.key(), left.uploadId()));
      for (List<String> keys = keys(prefix); !keys.isEmpty(); keys = keys(prefix)) {
        store().delete(keys);
      }
    }
  }

  /// The keys of objects.
  ///
  /// @param prefix what they begin with
  /// @return at most 1,000
  public List<String> keys(String prefix) {
    return store().list(prefix, "", 1000).objects().stream().map(object -> object.key()).toList();
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    server.shutdownNow();
    try {
      assertThat(server.awaitTermination(5, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    calls.close();
    databaseClock.close();
    stack.close();
    assertThat(breaches).isEmpty();
  }
}
