package io.heimdall.server.bench;

import io.heimdall.db.Database;
import io.heimdall.db.DatabaseConfig;
import io.heimdall.server.artifact.Artifacts;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.TallyFolding;
import io.heimdall.server.backend.Opened;
import io.heimdall.server.config.ConfigException;
import io.heimdall.server.config.ConfigKey;
import io.heimdall.server.config.ServerConfig;
import io.heimdall.server.embedded.DataDirectory;
import io.heimdall.server.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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

/// `heimdall bench artifacts`: measures searches of many artifacts, and prints them.
@Command(
    name = "artifacts",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fills a database with artifacts, without bytes, and measures how long searches take: words,",
      "tags, labels, lists and counts, by users who see a tenth of them. Rows that are there stay."
    },
    footer = {
      "",
      "Runs on a PostgreSQL of its own in a directory that is removed at the end, or that stays",
      "with --data. With DATABASE_URL it runs on that; give it a database for itself.",
      "  heimdall bench artifacts --rows 1000000 --data /tmp/artifacts"
    })
final class ArtifactsCommand implements Callable<Integer> {

  private static final long ROWS_PER_LINE = 100_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Artifacts to seed (default: ${DEFAULT-VALUE}).",
      defaultValue = "1000000")
  long rows;

  @Option(
      names = "--searches",
      paramLabel = "N",
      description = "Searches of each kind that count (default: ${DEFAULT-VALUE}).",
      defaultValue = "300")
  int searches;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides what is looked for (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  long seed;

  @Option(names = "--data", paramLabel = "DIR", description = "Keep the embedded database here.")
  @Nullable Path data;

  private final Map<String, String> environment;

  /// Makes the command with nothing set.
  ///
  /// @param environment names the database, if not the embedded one
  ArtifactsCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws IOException {
    if (rows < 1 || searches < 1) {
      throw new ParameterException(
          command().commandLine(), "--rows and --searches must be at least 1");
    }
    try (BenchDirectory directory =
            data == null ? BenchDirectory.temporary() : new BenchDirectory(data, true);
        var opened = new Opened()) {
      run(config(directory.path()), opened);
      return 0;
    } catch (ConfigException e) {
      throw new ParameterException(command().commandLine(), String.join("\n", e.problems()), e);
    } catch (Exception e) {
      return BenchCommand.fail(command(), e);
    }
  }

  private void run(ServerConfig config, Opened opened) throws Exception {
    Machine machine = Machine.here();
    Database database = opened.add(Database.open(server(config, opened)));
    var transactions = database.transactions();
    new ArtifactSeeding(transactions, this::tell).run(rows);
    new TallyFolding(transactions).run();
    settle(database);
    var artifacts = new Artifacts(transactions, new Rights(InstantSource.system()));
    List<Figure> figures =
        new ArtifactLaps(artifacts, searches, new ArtifactWishes(rows, seed)).measure();
    print(machine, database.description(), figures);
  }

  private static DatabaseConfig server(ServerConfig config, Opened opened) throws Exception {
    if (config.database().isPresent()) {
      return config.database().get();
    }
    DataDirectory directory = opened.add(DataDirectory.open(config.dataDirectory()));
    return opened.add(EmbeddedPostgres.start(directory.postgres())).config();
  }

  /// As the database does by itself, sooner or later.
  private static void settle(Database database) throws SQLException {
    try (Connection connection = database.heartbeats().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
      statement.execute("vacuum analyze artifacts");
      statement.execute("vacuum analyze artifact_shares");
      statement.execute("vacuum analyze artifact_type_tallies");
      statement.execute("vacuum analyze artifact_tag_tallies");
    }
  }

  private void print(Machine machine, String database, List<Figure> figures) {
    PrintWriter out = command().commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "heimdall bench artifacts: %,d artifacts, %d searches of each kind, seed %d",
            rows,
            searches,
            seed));
    out.println(machine.sentence());
    out.println(database);
    for (Figure figure : figures) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-16s %10s  %-4s %10s  %s",
              figure.name(),
              Figure.number(figure.value()),
              figure.unit(),
              figure.goal() == null ? "" : figure.goal().text(),
              figure.what()));
    }
    out.flush();
  }

  private ServerConfig config(Path directory) throws ConfigException {
    Map<String, String> settings = new TreeMap<>(environment);
    settings.put(ConfigKey.HEIMDALL_DATA.name(), directory.toString());
    return ServerConfig.from(settings);
  }

  private void tell(long written) {
    if (written % ROWS_PER_LINE == 0) {
      PrintWriter err = command().commandLine().getErr();
      err.println(String.format(Locale.ROOT, "seeded %,d of %,d", written, rows));
      err.flush();
    }
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }
}
