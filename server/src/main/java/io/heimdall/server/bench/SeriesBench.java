package io.heimdall.server.bench;

import io.heimdall.db.Database;
import io.heimdall.db.DatabaseConfig;
import io.heimdall.server.backend.Opened;
import io.heimdall.server.config.ServerConfig;
import io.heimdall.server.embedded.DataDirectory;
import io.heimdall.server.embedded.EmbeddedPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// One run of the bench of the time series: it measures writing, seeds the database, and measures
/// reading.
final class SeriesBench {

  private final SeriesPlan plan;
  private final ServerConfig config;
  private final LongConsumer progress;

  /// Prepares a run.
  ///
  /// @param plan what to measure
  /// @param config which database, and where an embedded one keeps its data
  /// @param progress told how many rows have been seeded
  SeriesBench(SeriesPlan plan, ServerConfig config, LongConsumer progress) {
    this.plan = plan;
    this.config = config;
    this.progress = progress;
  }

  /// Measures.
  ///
  /// @return the figures, all of results that were right
  SeriesReport run() throws Exception {
    Machine machine = Machine.here();
    try (var opened = new Opened()) {
      DatabaseConfig server = server(opened);
      Database database = opened.add(Database.open(server));
      var figures = new ArrayList<Figure>(WriteLaps.measure(plan, server));
      figures.add(new Seeding(plan, database.transactions(), progress).run());
      figures.addAll(new ReadLaps(plan, database.transactions()).measure());
      return new SeriesReport(plan, machine, database.description(), List.copyOf(figures));
    }
  }

  private DatabaseConfig server(Opened opened) throws Exception {
    if (config.database().isPresent()) {
      return config.database().get();
    }
    DataDirectory directory = opened.add(DataDirectory.open(config.dataDirectory()));
    return opened.add(EmbeddedPostgres.start(directory.postgres())).config();
  }
}
