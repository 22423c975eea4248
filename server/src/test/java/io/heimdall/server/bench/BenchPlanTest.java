package io.heimdall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class BenchPlanTest {

  @Test
  void lastsAsLongAsItsSamples() {
    assertThat(new BenchPlan(7, 125_000, 1, 0).durationNanos()).isEqualTo(10_000_000_000L);
  }

  @Test
  void hasAToneForEachReceiver() {
    assertThat(new BenchPlan(3, 5_000, 1, 0).tones().map(TestTone::index)).containsExactly(0, 1, 2);
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BenchPlan(0, 125_000, 1, 0))
        .withMessage("receivers must be at least 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BenchPlan(7, 100, 1, 0))
        .withMessage("samples must be at least 4096, was 100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BenchPlan(7, 1 << 21, 1, 0))
        .withMessageStartingWith("samples must be at most 1048576");
    assertThatIllegalArgumentException().isThrownBy(() -> new BenchPlan(7, 125_000, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new BenchPlan(7, 125_000, 1, -1));
  }
}
