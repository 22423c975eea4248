package io.heimdall.server.bench;

import io.heimdall.server.Server;
import io.heimdall.server.backend.Opened;
import io.heimdall.server.config.ConfigException;
import io.heimdall.server.config.ConfigKey;
import io.heimdall.server.config.ServerConfig;
import io.heimdall.server.grpc.BareTransfers;
import io.heimdall.server.storage.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `heimdall bench transfer`: measures how fast one large artifact goes up and down.
@Command(
    name = "transfer",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Moves one file up and down through a server and the client library, and compares that in",
      "every round with the store's client alone and with gRPC alone. Checks every byte, and ends",
      "with 1 when one is wrong."
    },
    footer = {
      "",
      "Runs on a PostgreSQL and an S3 store of its own, in a directory that is removed at the end,",
      "or that stays with --data. It takes the size of the file once for it and once for every",
      "round. With DATABASE_URL and MINIO_URL it runs on those.",
      "  heimdall bench transfer --size 1GiB --repeat 5"
    })
final class TransferCommand implements Callable<Integer> {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})(KiB|MiB|GiB)");
  private static final int WRITE_BYTES = 1 << 20;

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      description = "Size of the file (default: ${DEFAULT-VALUE}).",
      defaultValue = "1GiB")
  String size = "";

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Rounds that count (default: ${DEFAULT-VALUE}).",
      defaultValue = "5")
  int repeat;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "Rounds before them that do not (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  int warmup;

  @Option(names = "--data", paramLabel = "DIR", description = "Keep the embedded stores here.")
  @Nullable Path data;

  @Option(
      names = "--client",
      paramLabel = "JAR",
      description = "The client library (default: the one that `heimdall` runs).")
  @Nullable Path client;

  @Option(names = "--json", description = "Print one JSON object in place of the table.")
  boolean json;

  private final Map<String, String> environment;

  /// Makes the command with nothing set.
  ///
  /// @param environment names the database and the store, if not the embedded ones
  TransferCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws IOException {
    long bytes = bytes();
    if (repeat < 1 || warmup < 0) {
      throw wrong("--repeat must be at least 1, and --warmup not negative");
    }
    Path library = library();
    try (BenchDirectory directory =
            data == null ? BenchDirectory.temporary() : new BenchDirectory(data, true);
        var opened = new Opened()) {
      Files.createDirectories(directory.path());
      print(run(directory.path(), library, bytes, opened));
      return 0;
    } catch (ConfigException e) {
      throw new ParameterException(command().commandLine(), String.join("\n", e.problems()), e);
    } catch (Exception e) {
      return BenchCommand.fail(command(), e);
    }
  }

  private TransferReport run(Path directory, Path library, long bytes, Opened opened)
      throws Exception {
    Machine machine = Machine.here();
    Server server = opened.add(Server.start(config(directory)));
    BareTransfers bare = opened.add(BareTransfers.start());
    String token = directory.resolve("token").toString();
    var laps =
        new TransferLaps(
            content(directory.resolve("content.bin"), bytes),
            server.store(),
            at(server.address().getPort(), token),
            at(bare.port(), token),
            TransferClient.load(library));
    List<Map<TransferReport.Lap, Long>> rounds = new ArrayList<>();
    for (int round = -warmup; round < repeat; round++) {
      Map<TransferReport.Lap, Long> took = laps.round();
      if (round >= 0) {
        rounds.add(took);
      }
    }
    return new TransferReport(bytes, machine, rounds);
  }

  private static UnaryOperator<String[]> at(int port, String token) {
    return what -> new String[] {"127.0.0.1:" + port, token, what[0], what[1]};
  }

  /// Bytes that nothing makes smaller.
  private static TransferLaps.Content content(Path file, long bytes) throws IOException {
    MessageDigest hash = Sha256.newDigest();
    var random = new Random(bytes);
    byte[] some = new byte[WRITE_BYTES];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = bytes; left > 0; left -= some.length) {
        random.nextBytes(some);
        int count = (int) Math.min(left, some.length);
        hash.update(some, 0, count);
        out.write(some, 0, count);
      }
    }
    return new TransferLaps.Content(file, bytes, Sha256.ofDigest(hash.digest()).hex());
  }

  private void print(TransferReport report) {
    PrintWriter out = command().commandLine().getOut();
    if (json) {
      out.println(report.json());
    } else {
      report.table().forEach(out::println);
    }
    out.flush();
  }

  private long bytes() {
    Matcher given = SIZE.matcher(size);
    if (!given.matches() || Long.parseLong(given.group(1)) == 0) {
      throw wrong("--size must be a size such as 64MiB or 1GiB, was " + size);
    }
    int shift = 10 * (1 + List.of("KiB", "MiB", "GiB").indexOf(given.group(2)));
    return Long.parseLong(given.group(1)) << shift;
  }

  private Path library() {
    String launcher = environment.get("HEIMDALL_LAUNCHER");
    if (client != null) {
      return client;
    }
    if (launcher == null) {
      throw wrong("--client must name the client's jar where this was not started by heimdall");
    }
    return Path.of(launcher).resolveSibling("client/target/heimdall-client.jar");
  }

  private ServerConfig config(Path directory) throws ConfigException {
    Map<String, String> settings = new TreeMap<>(environment);
    settings.put(ConfigKey.HEIMDALL_DATA.name(), directory.toString());
    settings.put(ConfigKey.HEIMDALL_PORT.name(), "0");
    return ServerConfig.from(settings);
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(command().commandLine(), sentence);
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }
}
