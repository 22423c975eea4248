package io.heimdall.server.artifact.signed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispositionTest {

  @Test
  void savesUnderThePlainName() {
    assertThat(Disposition.of(false, "audio/wav", "a b.wav"))
        .isEqualTo("attachment; filename=\"a b.wav\"");
  }

  @Test
  void spellsOtherLettersForOldAndNewBrowsers() {
    assertThat(Disposition.of(false, "audio/wav", "Rauschmaß 5%.wav"))
        .isEqualTo(
            "attachment; filename=\"Rauschma_ 5_.wav\";"
                + " filename*=UTF-8''Rauschma%C3%9F%205%25.wav");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "audio/flac", "text/plain; charset=utf-8", "video/mp4"})
  void showsWhatCannotRun(String contentType) {
    assertThat(Disposition.of(true, contentType, "a")).startsWith("inline;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "image/svg+xml",
        "video/svg+xml",
        "audio/x+xml",
        "application/xhtml+xml",
        "text/xml",
        "x/unknown"
      })
  void savesWhatCouldRun(String contentType) {
    assertThat(Disposition.of(true, contentType, "a")).startsWith("attachment;");
  }
}
