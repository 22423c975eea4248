package io.heimdall.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds the README's table of variables to the keys there are.
final class ReadmeTableTest {

  private static final Pattern ROW =
      Pattern.compile("\\| `((?:HEIMDALL|MINIO|DATABASE)_[A-Z_]+)` \\| (?:`[^`]+` )?\\| [^|]+ \\|");

  private static List<String> rows() throws IOException {
    Path readme =
        Files.exists(Path.of("../README.md")) ? Path.of("../README.md") : Path.of("README.md");
    return Files.readAllLines(readme).stream().filter(ROW.asMatchPredicate()).toList();
  }

  @Test
  void listsEveryKeyWithItsDefaultAndMeaning() throws IOException {
    List<String> expected =
        Arrays.stream(ConfigKey.values())
            .map(key ->
                "| `%s` | %s| %s |"
                    .formatted(
                        key,
                        key.fallback().isEmpty() ? "" : "`%s` ".formatted(key.fallback()),
                        key.meaning()))
            .toList();

    assertThat(rows()).containsExactlyElementsOf(expected);
  }
}
