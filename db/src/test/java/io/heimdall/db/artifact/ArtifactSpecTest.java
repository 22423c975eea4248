package io.heimdall.db.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArtifactSpecTest {

  /// The database orders by bytes of UTF-8, and rows whose tags stand otherwise would seem changed.
  @Test
  void ordersTagsAsTheDatabaseDoes() {
    var spec =
        new ArtifactSpec(
            "x.bin",
            "",
            "",
            "{}",
            List.of("\ud83d\ude00", "ab", "\uff61", "a", "ab"),
            List.of(),
            Visibility.PRIVATE,
            VersionRetention.ALL);

    assertThat(spec.tags()).containsExactly("a", "ab", "\uff61", "\ud83d\ude00");
  }
}
