package io.heimdall.server.bench;

import io.heimdall.server.config.ConfigException;
import io.heimdall.server.config.ConfigKey;
import io.heimdall.server.config.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `heimdall bench measurements`: measures the time series of measurements on a seeded year of
/// them, and prints it. Ends with 1 when a result was wrong.
@Command(
    name = "measurements",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how fast measurements are written, seeds a database with a year of 100 receivers,",
      "and measures how fast they are read and summarised. The same seed makes the same rows;",
      "those that are there already stay."
    },
    footer = {
      "",
      "Runs on a PostgreSQL of its own in a directory that is removed at the end, or that stays",
      "with --data, for `heimdall serve --data`. With DATABASE_URL it runs on that; give it a",
      "database for itself, since the rows stay there, and a role that may create others.",
      "  heimdall bench measurements --rows 10000000 --data /tmp/year"
    })
final class SeriesCommand implements Callable<Integer> {

  private static final long ROWS_PER_LINE = 1_000_000;

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Measurements to seed (default: ${DEFAULT-VALUE}).",
      defaultValue = "10000000")
  long rows;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Rows of a transaction, about (default: ${DEFAULT-VALUE}).",
      defaultValue = "10000")
  int batchRows;

  @Option(
      names = "--batches",
      paramLabel = "N",
      description = "Batches that count when writing is measured (default: ${DEFAULT-VALUE}).",
      defaultValue = "50")
  int batches;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What the measurements are made of (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  long seed;

  @Option(names = "--data", paramLabel = "DIR", description = "Keep the embedded database here.")
  @Nullable Path data;

  @Option(names = "--json", description = "Print one JSON object in place of the table.")
  boolean json;

  private final Map<String, String> environment;

  /// Makes the command with nothing set.
  ///
  /// @param environment names the database, if not the embedded one
  SeriesCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws IOException {
    SeriesPlan plan = plan();
    try (BenchDirectory directory =
        data == null ? BenchDirectory.temporary() : new BenchDirectory(data, true)) {
      SeriesReport report = new SeriesBench(plan, config(directory.path()), this::tell).run();
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
      return BenchCommand.fail(command(), e);
    }
  }

  private SeriesPlan plan() {
    try {
      return new SeriesPlan(rows, batchRows, batches, seed);
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

  /// Says every million rows how far the seeding is.
  private void tell(long written) {
    if (written / ROWS_PER_LINE > (written - batchRows) / ROWS_PER_LINE) {
      PrintWriter err = command().commandLine().getErr();
      err.println(String.format(Locale.ROOT, "seeded %,d of %,d", written, rows));
      err.flush();
    }
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }
}
