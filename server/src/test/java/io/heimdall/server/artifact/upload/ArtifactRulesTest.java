package io.heimdall.server.artifact.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.artifact.content.Compression;
import io.heimdall.server.failure.FailureException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArtifactRulesTest {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0};
  private static final byte[] TEXT = "time,level\n1,2\n".getBytes(UTF_8);
  private static final byte[] ELF = {0x7F, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0};

  private static ArtifactRules rules(List<String> allowed, List<String> denied) {
    return new ArtifactRules(
        new ContentTypes(), new UploadConfig(1000, 0, allowed, denied, Duration.ofDays(1)));
  }

  @Test
  void tellsATypeFromBytesAndName() {
    ArtifactRules rules = rules(List.of(), List.of());

    assertThat(typeOf(rules, PNG, "x.bin", "")).isEqualTo("image/png");
    assertThat(typeOf(rules, TEXT, "x.csv", "")).isEqualTo("text/csv");
    assertThat(typeOf(rules, new byte[0], "x.pdf", "")).isEqualTo("application/pdf");
    assertThat(typeOf(rules, new byte[] {1, 2, 3}, "x", "")).isEqualTo("application/octet-stream");
  }

  @Test
  void knowsWhatClientsHaveEncryptedWhateverItsName() {
    byte[] encrypted = "HEIMENC\u0001\0\1\0\0abc".getBytes(UTF_8);
    String type = "application/vnd.heimdall.encrypted";

    assertThat(typeOf(rules(List.of(type), List.of()), encrypted, "x.pdf", "")).isEqualTo(type);
    assertThat(typeOf(rules(List.of(type), List.of()), encrypted, "x.pdf", type)).isEqualTo(type);
    assertThat(Compression.pays(type, new byte[1 << 20], 0, 1 << 20)).isFalse();
  }

  @Test
  void keepsWhatTheCallerSaysEvenWhereBytesLookOtherwise() {
    assertThat(typeOf(rules(List.of(), List.of()), PNG, "x.png", "text/plain"))
        .isEqualTo("text/plain");
  }

  @Test
  void refusesDeniedTypesByWhatIsSaidAndByWhatIsFound() {
    ArtifactRules rules = rules(List.of(), List.of("application/x-executable", "image/*"));

    assertThatThrownBy(() -> rules.said("f", "IMAGE/png; q=1"))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("CONTENT_TYPE_REFUSED");
    assertThatThrownBy(() -> typeOf(rules, PNG, "notes.txt", "text/plain"))
        .hasMessageContaining("image/png");
    assertThatThrownBy(() -> typeOf(rules, ELF, "x.txt", "text/plain"))
        .hasMessageContaining("CONTENT_TYPE_REFUSED");
    assertThat(rules.said("f", "text/plain")).isEqualTo("text/plain");
  }

  @Test
  void allowsAKindOfWhatBytesLookLike() {
    ArtifactRules rules = rules(List.of("text/csv", "application/json"), List.of());

    assertThat(typeOf(rules, TEXT, "x", "text/csv")).isEqualTo("text/csv");
    assertThatThrownBy(() -> typeOf(rules, TEXT, "x.txt", ""))
        .hasMessageContaining("CONTENT_TYPE_REFUSED");
    assertThatThrownBy(() -> typeOf(rules, PNG, "x.csv", "text/csv"))
        .hasMessageContaining("image/png");
  }

  @Test
  void refusesWhatIsNoTypeOrTooLarge() {
    ArtifactRules rules = rules(List.of(), List.of());

    assertThat(rules.said("f", "")).isEmpty();
    assertThatThrownBy(() -> rules.said("f", "no type")).hasMessageContaining("FIELD_INVALID");
    rules.admitSize("f", 1000);
    assertThatThrownBy(() -> rules.admitSize("f", 1001)).hasMessageContaining("ARTIFACT_TOO_LARGE");
  }

  private static String typeOf(ArtifactRules rules, byte[] head, String name, String said) {
    return rules.typeOf(rules.sniff(head, name), said);
  }
}
