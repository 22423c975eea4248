package io.heimdall.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeTest {

  @Test
  void listsEveryKeyWithItsDefaultAndMeaning() throws IOException {
    Path readme = Path.of("../README.md");
    List<String> lines = Files.readAllLines(Files.exists(readme) ? readme : Path.of("README.md"));

    assertThat(lines).containsAll(Arrays.stream(ConfigKey.values()).map(ReadmeTest::row).toList());
  }

  private static String row(ConfigKey key) {
    String fallback = key.fallback().isEmpty() ? "" : " `" + key.fallback() + "`";
    return "| `%s` |%s | %s |".formatted(key, fallback, key.meaning());
  }
}
