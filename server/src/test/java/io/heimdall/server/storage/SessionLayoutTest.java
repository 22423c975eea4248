package io.heimdall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionLayoutTest {

  private static final String TASK = "0196f2a4-7b1c-7d3e-8a55-1f2e3d4c5b6a";
  private static final UUID TASK_ID = UUID.fromString(TASK);
  private static final RecordingName PLAIN = RecordingName.of(TASK_ID, 3);
  private static final RecordingName HOPPED =
      new RecordingName(TASK_ID, 12, Optional.of(new Hop(2, 145_500_000)));

  @Test
  void namesARecordingOfOneFrequency() {
    String base = "sessions/" + TASK + "/websdr_3";

    assertThat(SessionLayout.sessionPrefix(TASK_ID)).isEqualTo("sessions/" + TASK + "/");
    assertThat(SessionLayout.plainSegment(PLAIN)).isEqualTo(base + ".npy");
    assertThat(SessionLayout.segment(new SegmentName(PLAIN, 2, 17)))
        .isEqualTo(base + ".e2.0017.npy");
    assertThat(SessionLayout.metadata(PLAIN)).isEqualTo(base + "_metadata.json");
  }

  @Test
  void namesAHopByItsDirectory() {
    String base = "sessions/" + TASK + "/002_145500000/websdr_12";

    assertThat(SessionLayout.plainSegment(HOPPED)).isEqualTo(base + ".npy");
    assertThat(SessionLayout.metadata(HOPPED)).isEqualTo(base + "_metadata.json");
  }

  @Test
  void putsSigmfMetadataBesideEachSegment() {
    String plain = SessionLayout.plainSegment(PLAIN);
    String part = SessionLayout.segment(new SegmentName(PLAIN, 1, 0));

    assertThat(SessionLayout.sigmfMeta(plain)).endsWith("/websdr_3.sigmf-meta");
    assertThat(SessionLayout.sigmfMeta(part)).endsWith("/websdr_3.e1.0000.sigmf-meta");
    assertThat(SessionLayout.fileName(plain)).isEqualTo("websdr_3.npy");
    assertThatThrownBy(() -> SessionLayout.sigmfMeta("sessions/x.json"))
        .hasMessageContaining("not the key of a segment");
  }

  @Test
  void parsesWhatItMakes() {
    var part = new SegmentName(HOPPED, 3, 12345);

    assertThat(SessionLayout.parse(SessionLayout.plainSegment(PLAIN)))
        .contains(new SessionKey(PLAIN, SessionKey.Kind.SAMPLES, Optional.empty()));
    assertThat(SessionLayout.parse(SessionLayout.metadata(HOPPED)))
        .contains(new SessionKey(HOPPED, SessionKey.Kind.METADATA, Optional.empty()));
    assertThat(SessionLayout.parse(SessionLayout.sigmfMeta(SessionLayout.segment(part))))
        .contains(new SessionKey(HOPPED, SessionKey.Kind.SIGMF_META, Optional.of(part)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "artifacts/public/x.npy",
        "sessions/" + TASK + "/",
        "sessions/" + TASK + "/websdr_0.npy",
        "sessions/" + TASK + "/websdr_3.e0.0000.npy",
        "sessions/" + TASK + "/websdr_3.e1.1.npy",
        "sessions/" + TASK + "/websdr_3.e1.0000_metadata.json",
        "sessions/" + TASK + "/2_100/websdr_3.npy",
        "sessions/not-a-task/websdr_3.npy",
        "sessions/" + TASK + "/../websdr_3.npy"
      })
  void knowsNoOtherKeys(String key) {
    assertThat(SessionLayout.parse(key)).isEmpty();
  }

  @Test
  void refusesNumbersThatNoKeyHolds() {
    assertThatThrownBy(() -> RecordingName.of(TASK_ID, 0)).hasMessageContaining("begin at 1");
    assertThatThrownBy(() -> new SegmentName(PLAIN, 0, 0)).hasMessageContaining("epoch");
    assertThatThrownBy(() -> new Hop(-1, 1)).hasMessageContaining("index");
  }
}
