package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.iq.file.FileHints;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanJsonTest {

  private static final Plan PLAN =
      Plan.of(77_500, 10_000_000_000L, List.of(3))
          .startingAt(Instant.parse("2017-11-27T10:41:56Z"));

  @Test
  void readsThePlanOfAnImportAsAnyOther() {
    var file = new ImportedFile("x.cu8", "00ff", 1_511_779_316_123_456_789L);

    String json = PlanJson.write(PLAN, file);

    assertThat(PlanJson.read(json)).isEqualTo(PLAN);
    assertThat(PlanJson.importedFile(json)).contains(file);
    assertThat(PlanJson.importedFile(PlanJson.write(PLAN))).isEmpty();
  }

  @Test
  void tellsImportsApartByTheirFileAndWhatIsSaidOfIt() {
    String digest = PlanJson.digest(request(Map.of("a", "1", "b", "2")), "00");

    assertThat(PlanJson.digest(request(Map.of("b", "2", "a", "1")), "00")).isEqualTo(digest);
    assertThat(PlanJson.digest(request(Map.of("a", "1", "b", "2")), "01")).isNotEqualTo(digest);
    assertThat(PlanJson.digest(request(Map.of()), "00")).isNotEqualTo(digest);
  }

  private static ImportRequest request(Map<String, String> labels) {
    return new ImportRequest(
        "id", "x.cu8", Optional.empty(), "", 0, new FileHints(1, 2.5, Instant.EPOCH), labels);
  }
}
