package io.heimdall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandIT {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... arguments) {
    return BenchCommand.of(Map.of())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void measuresEveryStageOfATinyAcquisition() {
    int code = bench("--receivers=2", "--samples=5000", "--repeat=1", "--warmup=0", "--json");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(out.toString());
    assertThat(json.path("receivers").intValue()).isEqualTo(2);
    assertThat(json.path("database").stringValue()).startsWith("PostgreSQL");
    assertThat(json.path("laps").propertyNames())
        .containsExactly(
            "total",
            "fetch",
            "decode",
            "metrics",
            "serialise",
            "upload",
            "insert",
            "metrics_one",
            "raw_socket",
            "raw_file",
            "raw_put",
            "raw_commit");
    assertThat(json.path("laps").values())
        .allSatisfy(lap -> assertThat(lap.path("median_ms").doubleValue()).isPositive());
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    assertThat(bench("--receivers=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--receivers must be at least 1, was 0");
  }
}
