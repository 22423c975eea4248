package io.heimdall.server.grpc.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.artifact.ArtifactKey;
import io.heimdall.db.artifact.ArtifactOrder;
import io.heimdall.server.artifact.BestMatches;
import io.heimdall.v1.ListArtifactsRequest;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageKeysTest {
  private static final ListArtifactsRequest QUERY = ListArtifactsRequest.getDefaultInstance();
  private static final UUID ID = UUID.fromString("0b0cf6a4-1f9e-4d6a-8a2c-3c9c1d2f7a11");
  private static final String AT = "2026-08-01T12:00:00.123456Z";

  @Test
  void carriesPlacesOfArtifacts() {
    var key = new ArtifactKey(AT, ID);
    var best = new BestMatches.Place(key, key, 0.5f);
    var rest = new BestMatches.Place(null, key, null);

    assertThat(PageKeys.artifact(PageKeys.write(key), ArtifactOrder.NEWEST_FIRST)).isEqualTo(key);
    assertThat(PageKeys.bestMatch(PageKeys.write(best))).isEqualTo(best);
    assertThat(PageKeys.bestMatch(PageKeys.write(rest))).isEqualTo(rest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|",
        "||||",
        "17",
        "2026-08-01T12:00:00Z",
        "yesterday|0b0cf6a4-1f9e-4d6a-8a2c-3c9c1d2f7a11|0|0|0",
        "+1000000-08-01T12:00:00Z|0b0cf6a4-1f9e-4d6a-8a2c-3c9c1d2f7a11|0|0|0",
        "-1000-08-01T12:00:00Z|0b0cf6a4-1f9e-4d6a-8a2c-3c9c1d2f7a11|0|0|0",
        "2026-08-01T12:00:00Z|nobody|0|0|0",
        "2026-08-01T12:00:00Z|0b0cf6a4-1f9e-4d6a-8a2c-3c9c1d2f7a11|NaN|then|0",
        "\0",
      })
  void refuseWhatIsNoKey(String made) {
    String token = PageTokens.issue(QUERY, made);

    refused(token, PageKeys::recording);
    refused(token, PageKeys::measurement);
    refused(token, PageKeys::bestMatch);
  }

  @Test
  void refuseNumbersThatAreTooLarge() {
    String token = PageTokens.issue(QUERY, AT + "|" + ID + "|99999999999|0");

    refused(token, PageKeys::recording);
    refused(PageTokens.issue(QUERY, "99999999999"), Integer::valueOf);
  }

  private static void refused(String token, Function<String, ?> key) {
    assertThatThrownBy(() -> PageTokens.read(QUERY, token, key))
        .hasMessageContaining("PAGE_TOKEN_INVALID");
  }

  @Test
  void refuseValuesOfAnotherOrder() {
    var bySize = new ArtifactOrder(ArtifactOrder.By.SIZE_BYTES, false);
    String name = PageKeys.write(new ArtifactKey("a name", ID));
    String token = PageTokens.issue(QUERY, name);

    refused(token, key -> PageKeys.artifact(key, bySize));
    refused(token, key -> PageKeys.artifact(key, ArtifactOrder.NEWEST_FIRST));
    ArtifactKey byName =
        PageTokens.read(
            QUERY,
            token,
            key -> PageKeys.artifact(key, new ArtifactOrder(ArtifactOrder.By.NAME, false)));
    assertThat(byName).isEqualTo(new ArtifactKey("a name", ID));
  }
}
