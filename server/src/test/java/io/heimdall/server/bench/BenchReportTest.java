package io.heimdall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchReportTest {

  private static final Lap.Once NOT_RUN = () -> new Cost(0, 0);

  private final BenchReport report =
      new BenchReport(
          new BenchPlan(7, 125_000, 2, 1),
          "1.2",
          new Machine(2, "A processor", "A Java", "An OS", 512, 0.25),
          "A database",
          "A store",
          List.of(
              line(Lap.of("total", "all of it", NOT_RUN).under(120)),
              line(Lap.of("fetch", "a part", NOT_RUN))));

  private static BenchReport.Line line(Lap lap) {
    return BenchReport.Line.of(
        lap, List.of(new Cost(101_000_000, 55_500_000), new Cost(99_000_000, 54_500_000)));
  }

  @Test
  void saysWhatWasMeasuredAndWhere() {
    assertThat(report.table().subList(0, 4))
        .containsExactly(
            "heimdall bench 1.2: 7 receivers x 125,000 samples, 2 rounds after 1 to warm up",
            "2 x A processor, A Java, An OS, heap of 512 MiB, load 0.3",
            "A database",
            "A store");
  }

  @Test
  void alignsFiguresInColumns() {
    assertThat(report.table().subList(5, 8))
        .containsExactly(
            "ms              median       min       max       cpu   goal  what",
            "total           100.00     99.00    101.00     55.00  < 120  all of it",
            "fetch           100.00     99.00    101.00     55.00         a part");
  }

  @Test
  void givesProgramsTheSame() {
    JsonNode json = JsonMapper.builder().build().readTree(report.json());

    assertThat(json.path("receivers").intValue()).isEqualTo(7);
    assertThat(json.path("samples").intValue()).isEqualTo(125_000);
    assertThat(json.path("machine").path("cores").intValue()).isEqualTo(2);
    assertThat(json.path("laps").propertyNames()).containsExactly("total", "fetch");
    JsonNode total = json.path("laps").path("total");
    assertThat(total.path("median_ms").doubleValue()).isEqualTo(100);
    assertThat(total.path("cpu_ms").doubleValue()).isEqualTo(55);
    assertThat(total.path("goal_ms").doubleValue()).isEqualTo(120);
    assertThat(json.path("laps").path("fetch").path("goal_ms").isNull()).isTrue();
  }
}
