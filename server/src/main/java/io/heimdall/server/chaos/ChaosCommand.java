package io.heimdall.server.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `heimdall chaos`: breaks a cluster of its own in every way it knows, and checks that nothing was
/// lost. Ends with 1 when something was.
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs several servers on one database and store, with receivers whose samples say which they",
      "are, and clients; kills, stops, cuts and restarts all of them; then checks every sample,",
      "event and row. Ends with 1 when something was lost, doubled or left behind."
    },
    footer = {
      "",
      "Touches nothing but what it has started itself, in a directory that is removed at the end.",
      "  heimdall chaos --duration 20m --seed 1 --report chaos.md"
    })
public final class ChaosCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "How long faults happen, as 90s or 20m (default: ${DEFAULT-VALUE}).",
      defaultValue = "2m",
      converter = Time.class)
  Duration duration = Duration.ZERO;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides faults, receivers and acquisitions (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  long seed;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Servers (default: ${DEFAULT-VALUE}).",
      defaultValue = "3")
  int nodes;

  @Option(
      names = "--receivers",
      paramLabel = "N",
      description = "Receivers, two thirds of them with GPS (default: ${DEFAULT-VALUE}).",
      defaultValue = "12")
  int receivers;

  @Option(
      names = "--pace",
      paramLabel = "TIME",
      description = "Mean time between two faults (default: ${DEFAULT-VALUE}).",
      defaultValue = "5s",
      converter = Time.class)
  Duration pace = Duration.ZERO;

  @Option(
      names = "--longest",
      paramLabel = "TIME",
      description = "The longest acquisition, and the longest fault (default: ${DEFAULT-VALUE}).",
      defaultValue = "40s",
      converter = Time.class)
  Duration longest = Duration.ZERO;

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      description = "How long everything may take to end afterwards (default: ${DEFAULT-VALUE}).",
      defaultValue = "4m",
      converter = Time.class)
  Duration settle = Duration.ZERO;

  @Option(names = "--report", paramLabel = "FILE", description = "Where the report goes.")
  @Nullable Path report;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep data, logs and history in this directory, which must not exist.")
  @Nullable Path keep;

  /// Makes the command with nothing set.
  public ChaosCommand() {}

  /// A time as people write it.
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      String iso = "PT" + text.strip().toUpperCase(Locale.ROOT);
      try {
        return Duration.parse(iso);
      } catch (DateTimeParseException _) {
        throw new TypeConversionException("'" + text + "' is not a time such as 90s or 20m");
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = command().commandLine().getOut();
    ChaosPlan plan = plan();
    Path directory =
        keep == null
            ? Files.createTempDirectory("heimdall-chaos-")
            : Files.createDirectory(keep.toAbsolutePath());
    try {
      ChaosReport result = new Chaos(plan, commandLine(), line -> say(out, line)).run(directory);
      if (report != null) {
        Files.writeString(report, result.markdown());
      }
      say(out, result.markdown());
      return result.passed() ? 0 : FAILED;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return FAILED;
    } finally {
      if (keep == null) {
        remove(directory);
      }
    }
  }

  private ChaosPlan plan() {
    try {
      return new ChaosPlan(duration, seed, nodes, receivers, pace, longest, settle);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command().commandLine(), "--" + String.valueOf(e.getMessage()), e);
    }
  }

  private String commandLine() {
    return "heimdall chaos --duration %s --seed %d --nodes %d --receivers %d --pace %s --longest %s"
        .formatted(text(duration), seed, nodes, receivers, text(pace), text(longest));
  }

  private static String text(Duration time) {
    return time.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static void say(PrintWriter out, String text) {
    out.println(text);
    out.flush();
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }

  private static void remove(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
