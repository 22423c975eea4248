package io.heimdall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SessionDocumentsTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void putsOneSigmfBesideEachSegmentAndOneMetadataForAll() {
    List<PutRequest> documents = SampleRecordings.interrupted(true).documents().toList();

    String base = "sessions/" + SampleRecordings.TASK + "/websdr_3";
    assertThat(documents)
        .extracting(PutRequest::key)
        .containsExactly(
            base + "_metadata.json", base + ".e1.0000.sigmf-meta", base + ".e2.0000.sigmf-meta");
    assertThat(documents).extracting(PutRequest::mode).containsOnly(PutRequest.Mode.REPLACE);
  }

  @Test
  void keepsTheKeysOfTheSystemBefore() {
    JsonNode metadata = metadata(true);

    assertThat(metadata.get("websdr_id").asInt()).isEqualTo(3);
    assertThat(metadata.get("frequency_mhz").asDouble()).isEqualTo(0.0775);
    assertThat(metadata.get("sample_rate_khz").asDouble()).isEqualTo(12.001145);
    assertThat(metadata.get("samples_count").asLong()).isEqualTo(1500);
    assertThat(metadata.get("timestamp_utc").asString()).isEqualTo("2026-01-02T03:04:05.000123Z");
    assertThat(metadata.at("/metrics/snr_db").asDouble()).isEqualTo(21.5);
    assertThat(metadata.at("/metrics/frequency_offset_hz").asDouble()).isEqualTo(0.012);
    assertThat(metadata.at("/metrics/power_dbm").asDouble()).isEqualTo(-113);
  }

  @Test
  void givesNoDbmWithoutCalibration() {
    JsonNode metrics = metadata(false).get("metrics");

    assertThat(metrics.get("calibrated").asBoolean()).isFalse();
    for (String level : List.of("power", "signal_power", "noise_power", "psd")) {
      assertThat(metrics.get(level + "_dbm").isNull()).isTrue();
      assertThat(metrics.get(level + "_dbfs").isNumber()).isTrue();
    }
    assertThat(metrics.get("noise_floor_dbm_per_hz").isNull()).isTrue();
    assertThat(metrics.get("noise_floor_dbfs_per_hz").isNumber()).isTrue();
  }

  @Test
  void writesNullForWhatIsNoNumber() {
    JsonNode metrics = metadata(true).get("metrics");

    assertThat(metrics.get("crest_db").isNull()).isTrue();
    assertThat(metrics.get("cn0_dbhz").isNull()).isTrue();
  }

  @Test
  void listsSegmentsGapsTimingAndReceiver() {
    JsonNode metadata = metadata(true);

    JsonNode first = metadata.at("/segments/0");
    assertThat(first.get("object_key").asString()).endsWith("websdr_3.e1.0000.npy");
    assertThat(first.get("sha256").asString()).hasSize(64);
    assertThat(first.at("/runs/1/first_sample").asLong()).isEqualTo(1200);
    assertThat(metadata.at("/gaps/0/cause").asString()).isEqualTo("SEQUENCE");
    assertThat(metadata.at("/timing/class").asString()).isEqualTo("GPS_FIT");
    assertThat(metadata.at("/timing/first_sample_utc_ns").asLong())
        .isEqualTo(SampleRecordings.START_NANOS);
    assertThat(metadata.at("/timing/nominal_sample_rate_hz").asDouble()).isEqualTo(12_000);
    assertThat(metadata.at("/receiver/name").asString()).isEqualTo("Test receiver");
    assertThat(metadata.at("/receiver/facts/antenna").asString()).isEqualTo("loop");
    assertThat(metadata.at("/software/algorithm_version").asInt()).isEqualTo(7);
    assertThat(metadata.at("/samples/lost").asLong()).isEqualTo(700);
  }

  @Test
  void describesEachRunAsACapture() {
    JsonNode sigmf = sigmf(0);

    JsonNode global = sigmf.get("global");
    assertThat(global.get("core:datatype").asString()).isEqualTo("cf32_le");
    assertThat(global.get("core:dataset").asString()).isEqualTo("websdr_3.e1.0000.npy");
    assertThat(global.get("core:sample_rate").asDouble()).isEqualTo(12_001.145);
    JsonNode captures = sigmf.get("captures");
    assertThat(captures).hasSize(2);
    assertThat(captures.get(0).get("core:header_bytes").asInt()).isEqualTo(128);
    assertThat(captures.get(0).get("core:datetime").asString())
        .isEqualTo("2026-01-02T03:04:05.000123456Z");
    assertThat(captures.get(1).has("core:header_bytes")).isFalse();
    assertThat(captures.get(1).get("core:sample_start").asLong()).isEqualTo(1000);
    assertThat(captures.get(1).get("core:global_index").asLong()).isEqualTo(1200);
    assertThat(captures.get(1).get("core:datetime").asString())
        .isEqualTo("2026-01-02T03:04:05.100113915Z");
    assertThat(captures.get(1).at("/core:geolocation/coordinates").toString())
        .isEqualTo("[1.4,43.5,150.0]");
  }

  @Test
  void keepsTheRulesOfTheSigmfSchema() {
    for (int k = 0; k < 2; k++) {
      SigmfRules.check(sigmf(k));
    }
  }

  @Test
  void leavesOutAPlaceThatIsNotKnown() {
    SessionRecording nowhere = SampleRecordings.withoutPosition();

    JsonNode capture = json(nowhere.documents().toList().get(1)).at("/captures/0");
    assertThat(capture.has("core:geolocation")).isFalse();
    assertThat(json(nowhere.documents().toList().getFirst()).at("/receiver/latitude").isNull())
        .isTrue();
  }

  @Test
  void namesNoVersionThatIsNone() {
    assertThat(Software.VERSION).matches(Pattern.compile("\\S+"));
  }

  private static JsonNode metadata(boolean calibrated) {
    return json(SampleRecordings.interrupted(calibrated).documents().toList().getFirst());
  }

  private static JsonNode sigmf(int segment) {
    return json(SampleRecordings.interrupted(true).documents().toList().get(1 + segment));
  }

  private static JsonNode json(PutRequest document) {
    try (InputStream in = document.body().open()) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
