package io.heimdall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Database;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementRepository;
import io.heimdall.server.bench.series.SeededSeries;
import io.heimdall.server.embedded.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SeriesCommandIT {

  private static final int ROWS = 700;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... arguments) {
    return BenchCommand.of(Map.of())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void seedsADatabaseThatStaysAndMeasuresIt(@TempDir Path directory) throws Exception {
    String data = directory.resolve("data").toString();

    int code =
        bench(
            "measurements",
            "--rows=" + ROWS,
            "--batch=300",
            "--batches=2",
            "--data",
            data,
            "--json");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(out.toString());
    assertThat(json.path("figures").propertyNames())
        .containsExactly(
            "insert",
            "raw_copy",
            "insert_ratio",
            "insert_again",
            "insert_few",
            "insert_bulk",
            "sum",
            "page",
            "hourly",
            "daily",
            "daily_rows",
            "daily_gain");
    assertThat(json.path("figures").values())
        .allSatisfy(figure -> assertThat(figure.path("value").doubleValue()).isPositive());
    assertSeeded(Path.of(data, "postgres"));
  }

  private static void assertSeeded(Path postgres) throws Exception {
    try (var server = EmbeddedPostgres.start(postgres);
        var database = Database.open(server.config())) {
      var rows =
          database
              .transactions()
              .inSnapshot(tx ->
                  new MeasurementRepository()
                      .list(tx, MeasurementFilter.ALL, null, 2 * ROWS)
                      .rows());

      assertThat(rows)
          .containsExactlyInAnyOrderElementsOf(SeededSeries.ofYear(1).first(ROWS).toList());
    }
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    assertThat(bench("measurements", "--rows=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rows must be at least 1, was 0");
  }
}
