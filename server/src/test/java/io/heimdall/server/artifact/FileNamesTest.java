package io.heimdall.server.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.failure.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

  private static String safe(String name) {
    return FileNames.safe("name", name);
  }

  @ParameterizedTest
  @CsvSource({
    "report.pdf, report.pdf",
    "'  two words.txt  ', two words.txt",
    "../../etc/passwd, .._.._etc_passwd",
    "a/b\\c:d*e?f|g.txt, a_b_c_d_e_f_g.txt",
    "con, _con",
    "COM1.txt, _COM1.txt",
    "lpt9, _lpt9",
    "console.log, console.log",
    "trailing..., trailing",
    ".profile, .profile",
    "übersicht.csv, übersicht.csv",
  })
  void keepsWhatItCan(String given, String expected) {
    assertThat(safe(given)).isEqualTo(expected);
  }

  @Test
  void bringsUnicodeToOneForm() {
    assertThat(safe("u\u0308ber.txt")).isEqualTo("\u00FCber.txt");
  }

  @Test
  void takesOutWhatDeceives() {
    assertThat(safe("gpj.\u202Eexe")).isEqualTo("gpj.exe");
    assertThat(safe("a\u0000b\nc\u001B.txt")).isEqualTo("a_b_c_.txt");
    assertThat(safe("lone\uD800.txt")).isEqualTo("lone_.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "   ", "///", "\u202E", "...", "_", "\u0000"})
  void refusesWhatNothingIsLeftOf(String given) {
    assertThatThrownBy(() -> safe(given))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("NAME_INVALID");
  }

  @Test
  void shortensBetweenCharactersAndKeepsTheEnding() {
    String name = safe("\uD83D\uDCE1".repeat(100) + ".tar");

    assertThat(name.getBytes(UTF_8)).hasSizeBetween(252, 255);
    assertThat(name).endsWith("\uD83D\uDCE1.tar");
    assertThat(safe("x".repeat(400)).getBytes(UTF_8)).hasSize(255);
  }

  @ParameterizedTest
  @CsvSource({
    "a.CSV, .csv",
    "a.tar.gz, .gz",
    "'a', ''",
    "a.Übel, ''",
    "a.thisendingisfartoolong, ''",
    "'.', ''"
  })
  void givesKeysAnEnding(String name, String ending) {
    assertThat(FileNames.extension(name)).isEqualTo(ending);
  }

  @Test
  void givesEveryUserAPlaceOfTheirOwn() {
    var file = java.util.UUID.randomUUID();

    assertThat(ArtifactKeys.of("local/owner", file, "x.txt"))
        .isEqualTo("artifacts/users/local=2Fowner/" + file + ".txt");
    assertThat(ArtifactKeys.of("local=2Fowner", file, "x"))
        .isEqualTo("artifacts/users/local=3D2Fowner/" + file);
    assertThat(ArtifactKeys.of("..", file, "x")).startsWith("artifacts/users/=2E");
  }
}
