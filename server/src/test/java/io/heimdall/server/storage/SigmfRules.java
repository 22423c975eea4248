package io.heimdall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The rules of sigmf-schema.json 1.2.5 for the fields we write, and those its text adds for a
/// non-conforming dataset.
final class SigmfRules {

  private static final Set<String> GLOBAL =
      Set.of(
          "core:datatype",
          "core:version",
          "core:dataset",
          "core:sample_rate",
          "core:recorder",
          "core:hw",
          "core:description");
  private static final Set<String> CAPTURE =
      Set.of(
          "core:sample_start",
          "core:global_index",
          "core:header_bytes",
          "core:frequency",
          "core:datetime",
          "core:geolocation");

  private SigmfRules() {}

  static void check(JsonNode root) {
    assertThat(root.propertyNames()).containsExactlyInAnyOrder("global", "captures", "annotations");
    JsonNode global = root.get("global");
    assertThat(GLOBAL).containsAll(global.propertyNames());
    assertThat(global.get("core:datatype").asString())
        .matches("^(c|r)(f32|f64|i32|i16|u32|u16|i8|u8)(_le|_be)?$");
    assertThat(global.get("core:version").asString()).matches("^\\d+\\.\\d+\\.\\d$");
    assertThat(global.get("core:dataset").asString()).matches("^[^/\\\\:*?\"<>|]+\\.npy$");
    assertThat(global.get("core:sample_rate").asDouble()).isBetween(1.0, 1e12);
    long before = -1;
    for (JsonNode capture : root.get("captures")) {
      assertThat(CAPTURE).containsAll(capture.propertyNames());
      assertThat(capture.get("core:sample_start").isIntegralNumber()).isTrue();
      assertThat(capture.get("core:sample_start").asLong()).isGreaterThan(before);
      assertThat(capture.get("core:global_index").asLong()).isNotNegative();
      assertThat(capture.get("core:frequency").asDouble()).isBetween(-1e12, 1e12);
      assertThat(capture.get("core:datetime").asString())
          .matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{9}Z");
      before = capture.get("core:sample_start").asLong();
    }
    assertThat(root.at("/captures/0/core:header_bytes").asInt()).isEqualTo(128);
    assertThat(root.get("annotations").isArray()).isTrue();
  }
}
