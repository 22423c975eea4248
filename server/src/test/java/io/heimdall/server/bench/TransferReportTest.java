package io.heimdall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.bench.TransferReport.Lap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TransferReportTest {

  private static final long SECOND = 1_000_000_000L;

  private static final TransferReport REPORT =
      new TransferReport(
          600_000_000L,
          Machine.here(),
          List.of(
              Map.of(
                  Lap.STORE_UP, 2 * SECOND,
                  Lap.GRPC_UP, SECOND,
                  Lap.UP, 4 * SECOND,
                  Lap.STORE_DOWN, 4 * SECOND,
                  Lap.GRPC_DOWN, SECOND / 10,
                  Lap.DOWN, 5 * SECOND)));

  private static double median(String figure) {
    JsonNode root = JsonMapper.builder().build().readTree(REPORT.json());
    return root.path("figures").path(figure).path("median").doubleValue();
  }

  @Test
  void comparesWithTheStoreAndWithBothOneAfterTheOther() {
    assertThat(median("store_up")).isEqualTo(300);
    assertThat(median("up")).isEqualTo(150);
    assertThat(median("up_of_store")).isEqualTo(0.5);
    assertThat(median("up_of_floor")).isEqualTo(0.75);
  }

  @Test
  void asksForWhicheverIsLess() {
    // Of 300 and 600 MB/s the floor is 200, and seven tenths are 210.
    assertThat(median("up_of_goal")).isEqualTo(0.75);
    // Of 150 and 6,000 MB/s the floor is 146, and eight tenths are 120.
    assertThat(median("down_of_goal")).isCloseTo(1, within(1e-9));
  }

  @Test
  void printsALineForEachFigure() {
    assertThat(REPORT.table())
        .anyMatch(line -> line.startsWith("heimdall bench transfer: 600,000,000 bytes, 1 rounds"))
        .anyMatch(line -> line.startsWith("down_of_goal"))
        .hasSize(4 + Lap.values().length + 6);
  }
}
