package io.heimdall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactsCommandIT {

  @Test
  void seedsArtifactsAndMeasuresSearches(@TempDir Path directory) {
    var out = new StringWriter();
    var err = new StringWriter();

    int code =
        BenchCommand.of(Map.of())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("artifacts", "--rows=2000", "--searches=3", "--data", directory + "/data");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("2,000 artifacts")
        .contains(
            "word_p95",
            "two_words_p95",
            "never_p95",
            "project_word_p95",
            "tag_p95",
            "project_tag_p95",
            "label_p95",
            "kind_p95",
            "everything_p95",
            "own_p95",
            "all_p95",
            "word_by_name_p95",
            "tag_by_size_p95",
            "word_by_age_p95",
            "word_deep_p95",
            "tag_deep_p95",
            "counts_p95",
            "counts_word_p95",
            "counts_all_p95");
  }
}
