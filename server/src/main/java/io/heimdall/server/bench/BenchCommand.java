package io.heimdall.server.bench;

import io.heimdall.server.config.ConfigException;
import io.heimdall.server.config.ConfigKey;
import io.heimdall.server.config.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `heimdall bench`: measures what acquisitions cost beyond the time of their capture, and prints
/// it. Ends with 1 when a result was wrong.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures what an acquisition costs beyond the time its samples take to be received:",
      "whole acquisitions of receivers that deliver at once, and each stage alone. Checks every",
      "result, and ends with 1 when one is wrong."
    },
    footer = {
      "",
      "Runs on a PostgreSQL and an S3 store of its own, in a directory that is removed at the end.",
      "With DATABASE_URL and MINIO_URL it runs on those; give it a database and a bucket for",
      "itself, since its acquisitions stay there.",
      "  heimdall bench --receivers 7 --samples 125000"
    })
public final class BenchCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--receivers",
      paramLabel = "N",
      description = "Receivers that take part (default: ${DEFAULT-VALUE}).",
      defaultValue = "7")
  int receivers;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Samples each delivers (default: ${DEFAULT-VALUE}).",
      defaultValue = "125000")
  int samples;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Rounds that count (default: ${DEFAULT-VALUE}).",
      defaultValue = "20")
  int repeat;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "Rounds before them that do not (default: ${DEFAULT-VALUE}).",
      defaultValue = "20")
  int warmup;

  @Option(names = "--json", description = "Print one JSON object in place of the table.")
  boolean json;

  private final Map<String, String> environment;

  /// Makes the command with nothing set.
  ///
  /// @param environment names the database and the store, if not the embedded ones
  private BenchCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws IOException {
    BenchPlan plan = plan();
    try (var directory = BenchDirectory.temporary()) {
      BenchReport report = new Bench(plan, config(directory.path())).run();
      PrintWriter out = command().commandLine().getOut();
      if (json) {
        out.println(report.json());
      } else {
        report.table().forEach(out::println);
      }
      out.flush();
      return 0;
    } catch (ConfigException e) {
      throw new ParameterException(command().commandLine(), String.join("\n", e.problems()), e);
    } catch (Exception e) {
      return fail(command(), e);
    }
  }

  /// Ends a command that failed.
  ///
  /// @param command the command
  /// @param e why
  /// @return its exit code
  static int fail(CommandSpec command, Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    command.commandLine().getErr().println("heimdall: " + sentence(e));
    return FAILED;
  }

  /// The command, with those below it.
  ///
  /// @param environment names the database and the store, if not the embedded ones
  /// @return a command line to run it from
  public static CommandLine of(Map<String, String> environment) {
    return new CommandLine(new BenchCommand(environment))
        .addSubcommand(new SeriesCommand(environment))
        .addSubcommand(new ArtifactsCommand(environment))
        .addSubcommand(new TransferCommand(environment));
  }

  private BenchPlan plan() {
    try {
      return new BenchPlan(receivers, samples, repeat, warmup);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command().commandLine(), "--" + String.valueOf(e.getMessage()), e);
    }
  }

  private ServerConfig config(Path directory) throws ConfigException {
    Map<String, String> settings = new TreeMap<>(environment);
    settings.put(ConfigKey.HEIMDALL_DATA.name(), directory.toString());
    return ServerConfig.from(settings);
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }

  private static String sentence(Exception e) {
    Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
    return cause instanceof WrongResultException || cause instanceof IOException
        ? String.valueOf(cause.getMessage())
        : String.valueOf(cause);
  }
}
