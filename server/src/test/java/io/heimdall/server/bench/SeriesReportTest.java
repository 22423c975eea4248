package io.heimdall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SeriesReportTest {

  private final SeriesReport report =
      new SeriesReport(
          new SeriesPlan(10_000_000, 10_000, 50, 1),
          new Machine(2, "A processor", "A Java", "An OS", 512, 0.25),
          "A database",
          List.of(
              Figure.of("insert", 123_456.7, "rows/s", "all").with(Figure.Goal.atLeast(100_000)),
              Figure.of("insert_ratio", 0.91, "", "a part")));

  @Test
  void alignsFiguresInColumns() {
    assertThat(report.table())
        .containsExactly(
            "heimdall bench measurements: 10,000,000 rows, batches of 10,000, seed 1",
            "2 x A processor, A Java, An OS, heap of 512 MiB, load 0.3",
            "A database",
            "",
            "                       figure  unit          goal  what",
            "insert                123,457  rows/s  >= 100,000  all",
            "insert_ratio             0.91                      a part");
  }

  @Test
  void givesProgramsTheSame() {
    JsonNode json = JsonMapper.builder().build().readTree(report.json());

    assertThat(json.path("rows").longValue()).isEqualTo(10_000_000);
    assertThat(json.path("machine").path("cores").intValue()).isEqualTo(2);
    assertThat(json.path("figures").propertyNames()).containsExactly("insert", "insert_ratio");
    JsonNode insert = json.path("figures").path("insert");
    assertThat(insert.path("value").doubleValue()).isEqualTo(123_456.7);
    assertThat(insert.path("goal").stringValue()).isEqualTo(">= 100,000");
    assertThat(json.path("figures").path("insert_ratio").path("goal").isNull()).isTrue();
  }
}
