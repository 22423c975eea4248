package io.heimdall.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A short run of the harness. It fails with the whole report, which names the seed.
class ChaosIT {
  private static final ChaosPlan SHORT =
      new ChaosPlan(
          Duration.ofSeconds(15),
          3,
          2,
          6,
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofMinutes(2));

  @TempDir Path directory;

  @Test
  void losesNothing() throws Exception {
    ChaosReport report = new Chaos(SHORT, "ChaosIT", System.out::println).run(directory);

    assertThat(report.passed()).as(report.markdown()).isTrue();
    assertThat(report.faults()).isNotEmpty();
  }
}
