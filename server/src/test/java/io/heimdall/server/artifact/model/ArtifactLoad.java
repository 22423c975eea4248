package io.heimdall.server.artifact.model;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Many clients at once, each with a connection of its own, on a server in a process of its own.
/// Every answer is compared with the model, and at the end everything there is. Prints a table.
final class ArtifactLoad {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /// As few parts as there can be, and a few.
  private static final List<Integer> LARGES = List.of(1 << 20, 3 << 20, 9_000_000, 20_000_000);

  private static final int VERIFIED_AT_ONCE = 16;

  private final int port;
  private final Stopwatches stopwatches = new Stopwatches();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final AtomicLong micros = new AtomicLong();

  private ArtifactLoad(int port) {
    this.port = port;
  }

  /// Runs it.
  ///
  /// @param data where the server keeps its data
  /// @param options of the server's JVM
  /// @return whether service, model, store and rows agree
  static boolean run(Path data, List<String> options, int clients, Duration duration, long seed)
      throws IOException, InterruptedException {
    Process server = server(data, options);
    try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
      int port = Integer.parseInt(out.readLine().substring("listening ".length()));
      IO.println("%d clients for %s, seed %d".formatted(clients, duration, seed));
      boolean agreed = new ArtifactLoad(port).run(clients, seed, duration);
      server.outputWriter(StandardCharsets.UTF_8).append("\n").close();
      out.lines().forEach(IO::println);
      return agreed && server.waitFor() == 0;
    } finally {
      server.destroy();
    }
  }

  private static Process server(Path data, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.heimdall.server.LoadServer");
    command.add(data.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private boolean run(int count, long seed, Duration duration) throws InterruptedException {
    var world = new Client.Shared(this::channel, this::tick);
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      channels.add(
          NettyChannelBuilder.forAddress("127.0.0.1", port)
              .usePlaintext()
              .maxInboundMessageSize(4 << 20)
              .build());
      clients.add(new Client(i, seed, world, LARGES));
    }
    long begun = System.nanoTime();
    BooleanSupplier on = () -> failures.isEmpty() && System.nanoTime() - begun < duration.toNanos();
    each(clients, count, client -> client.run(on));
    double seconds = (System.nanoTime() - begun) / 1e9;
    long calls = stopwatches.calls();
    IO.println(
        "%d commands, %.1f calls/s"
            .formatted(clients.stream().mapToInt(Client::given).sum(), calls / seconds));
    IO.println("%-45s %8s %9s %9s %9s".formatted("call", "count", "p50 ms", "p99 ms", "max ms"));
    stopwatches.lines().forEach(IO::println);
    if (failures.isEmpty()) {
      each(clients, VERIFIED_AT_ONCE, Client::verify);
    }
    failures.forEach(Throwable::printStackTrace);
    IO.println(failures.isEmpty() ? "everything agrees" : failures.size() + " disagree");
    channels.forEach(ManagedChannel::shutdownNow);
    return failures.isEmpty();
  }

  private void each(List<Client> clients, int atOnce, Consumer<Client> work)
      throws InterruptedException {
    var places = new Semaphore(atOnce);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Client client : clients) {
        places.acquire();
        threads.execute(() -> {
          try {
            work.accept(client);
          } catch (RuntimeException | Error e) {
            failures.add(e);
          } finally {
            places.release();
          }
        });
      }
    }
  }

  /// Each client has a connection: its number stands in the names of its people.
  private Channel channel(String token) {
    String name = token.split(":", -1)[1];
    int number = Integer.parseInt(name.substring(1, name.indexOf('-')));
    var headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return ClientInterceptors.intercept(
        channels.get(number), MetadataUtils.newAttachHeadersInterceptor(headers), stopwatches);
  }

  /// The time, never the same twice.
  private Instant tick() {
    long now = System.currentTimeMillis() * 1000;
    long next = micros.updateAndGet(last -> Math.max(last + 1, now));
    return Instant.ofEpochSecond(next / 1_000_000, next % 1_000_000 * 1000);
  }
}
