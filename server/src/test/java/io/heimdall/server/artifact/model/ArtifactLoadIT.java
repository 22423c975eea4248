package io.heimdall.server.artifact.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Runs for as long as it is told to: `-Dheimdall.load.seconds=300`, and `-Dheimdall.load.clients`,
/// `-Dheimdall.load.seed` and `-Dheimdall.load.heap` say more.
@EnabledIfSystemProperty(named = "heimdall.load.seconds", matches = "[0-9]+")
class ArtifactLoadIT {

  @Test
  void agreesWithTheModelsOfManyClientsUnderLoad(@TempDir Path data)
      throws IOException, InterruptedException {
    boolean agreed =
        ArtifactLoad.run(
            data,
            List.of("-Xmx" + System.getProperty("heimdall.load.heap", "512m")),
            Integer.getInteger("heimdall.load.clients", 200),
            Duration.ofSeconds(Integer.getInteger("heimdall.load.seconds", 300)),
            Long.getLong("heimdall.load.seed", new SplittableRandom().nextLong()));

    assertThat(agreed).isTrue();
  }
}
