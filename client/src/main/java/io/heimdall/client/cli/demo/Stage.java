package io.heimdall.client.cli.demo;

import io.heimdall.client.ServerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The simulated receivers and the server of a demonstration, as processes of their own with a data
/// directory of their own. Closing it, or ending this process in any orderly way, ends them.
public final class Stage implements AutoCloseable {

  private static final Duration STARTING = Duration.ofMinutes(2);
  private static final Pattern RECEIVER = Pattern.compile("(\\d+) (https?://\\S+) (.+)");
  private static final Pattern GRPC =
      Pattern.compile("(?i).*\\bgrpc\\b.*?((?:\\d{1,3}\\.){3}\\d{1,3}:\\d+).*");

  /// A simulated receiver.
  ///
  /// @param url where it listens
  /// @param name its name
  public record SimulatedReceiver(String url, String name) {}

  private final Path directory;
  private final boolean keep;
  private final List<ChildProcess> children = new ArrayList<>();
  private final Thread hook = new Thread(this::strike, "demo-end");
  private List<SimulatedReceiver> receivers = List.of();
  private @Nullable ServerAddress server;

  private Stage(Path directory, boolean keep) {
    this.directory = directory;
    this.keep = keep;
  }

  /// Starts everything and waits until it is ready.
  ///
  /// @param launcher the file `heimdall`
  /// @param simulation arguments of `heimdall simulate`
  /// @param keep whether the data directory stays afterwards
  /// @return the stage
  /// @throws IOException if no process can be started
  /// @throws InterruptedException if the waiting is interrupted
  public static Stage open(Path launcher, List<String> simulation, boolean keep)
      throws IOException, InterruptedException {
    var stage = new Stage(Files.createTempDirectory("heimdall-demo-"), keep);
    Runtime.getRuntime().addShutdownHook(stage.hook);
    try {
      stage.start(launcher.toString(), simulation);
      return stage;
    } catch (IOException | InterruptedException | RuntimeException e) {
      stage.close();
      throw e;
    }
  }

  private void start(String launcher, List<String> simulation)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(launcher, "simulate", "--port", "0"));
    command.addAll(simulation);
    ChildProcess simulator =
        child(ChildProcess.start("simulator", command, Map.of(), file("simulator.log")));
    ChildProcess served =
        child(
            ChildProcess.start(
                "server", List.of(launcher, "serve"), serverSettings(), file("server.log")));
    var found = new ArrayList<SimulatedReceiver>();
    boolean _ = simulator.await(line -> receiverOrReady(line, found), STARTING);
    receivers = List.copyOf(found);
    server = served.await(Stage::grpcAddress, STARTING);
  }

  private static Optional<Boolean> receiverOrReady(String line, List<SimulatedReceiver> found) {
    Matcher receiver = RECEIVER.matcher(line);
    if (receiver.matches()) {
      found.add(new SimulatedReceiver(receiver.group(2), receiver.group(3)));
    }
    return line.strip().equals("ready") ? Optional.of(true) : Optional.empty();
  }

  static Optional<ServerAddress> grpcAddress(String line) {
    Matcher address = GRPC.matcher(line);
    return address.matches()
        ? Optional.of(ServerAddress.parse(address.group(1)))
        : Optional.empty();
  }

  /// A server of its own: nothing that is set for another one reaches it.
  private Map<String, String> serverSettings() {
    return Map.ofEntries(
        Map.entry("HEIMDALL_DATA", data().toString()),
        Map.entry("HEIMDALL_PORT", "0"),
        Map.entry("HEIMDALL_ALLOW_RECEIVERS", "127.0.0.0/8"),
        Map.entry("HEIMDALL_ALLOW_WEBHOOKS", "127.0.0.0/8"),
        Map.entry("HEIMDALL_LISTEN", ""),
        Map.entry("DATABASE_URL", ""),
        Map.entry("DATABASE_URL_FILE", ""),
        Map.entry("MINIO_URL", ""),
        Map.entry("MINIO_ACCESS_KEY", ""),
        Map.entry("MINIO_SECRET_KEY", ""),
        Map.entry("MINIO_SECRET_KEY_FILE", ""),
        Map.entry("MINIO_CA_FILE", ""),
        Map.entry("MINIO_BUCKET_RAW_IQ", ""));
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private synchronized ChildProcess child(ChildProcess child) {
    children.add(child);
    return child;
  }

  /// The simulated receivers.
  ///
  /// @return in the order of the simulator
  public List<SimulatedReceiver> receivers() {
    return receivers;
  }

  /// Where the server listens.
  ///
  /// @return its address
  public ServerAddress server() {
    if (server == null) {
      throw new IllegalStateException("The server is not started.");
    }
    return server;
  }

  /// Where the server keeps its data.
  ///
  /// @return its directory
  public Path data() {
    return directory.resolve("data");
  }

  private synchronized void strike() {
    children.reversed().forEach(ChildProcess::close);
    children.clear();
    if (!keep) {
      try {
        delete(directory);
      } catch (IOException e) {
        throw new UncheckedIOException("%s could not be removed.".formatted(directory), e);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// Ends the processes and removes the data unless it is to be kept. Both are done when this
  /// returns.
  @Override
  public void close() {
    strike();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The JVM is stopping and runs the hook, which finds nothing left to do.
    }
  }
}
