package io.heimdall.server.iq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The stamps of three real receivers, against a fit made by numpy. The recordings are read in
/// place; without them the test is skipped.
class StampFitOnRecordingsTest {

  private static final Instant RECORDED = Instant.parse("2017-11-27T10:41:56Z");
  private static final long MICROSECOND = 1_000;

  private record Row(long firstSample, long stampUtcNanos, int fixAge, boolean stale) {}

  @ParameterizedTest
  @ValueSource(strings = {"DF0KL", "F1JEK", "HB9RYZ"})
  void agreesWithTheReferenceFit(String station) {
    JsonNode reference = reference(station);
    double headerRate = reference.get("sample_rate_header_hz").asDouble();
    var fit = new StampFit(headerRate);
    List<Row> used = new ArrayList<>();

    for (Row row : rows(reference)) {
      if (fit.add(row.firstSample(), row.stampUtcNanos(), row.fixAge()) && !row.stale()) {
        used.add(row);
      }
    }

    SampleAnchor anchor = fit.anchorAt(used.getFirst().firstSample());
    assertThat(anchor.sampleRateHz())
        .isCloseTo(reference.get("sample_rate_exact_hz").asDouble(), within(0.01));
    assertThat(anchor.timingClass()).isEqualTo(TimingClass.GPS_FIT);
    assertThat((double) anchor.residualRmsNanos())
        .isCloseTo(reference.get("stamp_fit_rms_ns").asDouble(), within(10.0));
    for (Row row : used) {
      assertThat(anchor.utcNanosAt(row.firstSample()))
          .isCloseTo(row.stampUtcNanos(), within(MICROSECOND));
    }
    assertThat(used).hasSizeGreaterThan(600);
  }

  private static List<Row> rows(JsonNode reference) {
    List<Row> rows = new ArrayList<>();
    for (JsonNode row : reference.get("rows")) {
      long stamp =
          GpsTime.utcNanos(
              row.get(4).asLong(), row.get(5).asLong(), RECORDED.getEpochSecond() * 1_000_000_000L);
      rows.add(new Row(row.get(1).asLong(), stamp, row.get(3).asInt(), row.get(6).asBoolean()));
    }
    return rows;
  }

  private static JsonNode reference(String station) {
    String data = System.getProperty("HEIMDALL_TEST_DATA", System.getenv("HEIMDALL_TEST_DATA"));
    assumeTrue(data != null, "HEIMDALL_TEST_DATA does not name the recordings");
    Path file = Path.of(data, "vectors", "real_" + station + "_2017_gnss.json");
    assumeTrue(Files.exists(file), file + " is not there");
    return JsonMapper.shared().readTree(file.toFile());
  }
}
