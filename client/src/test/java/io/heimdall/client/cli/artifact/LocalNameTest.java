package io.heimdall.client.cli.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.v1.Artifact;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalNameTest {

  @ParameterizedTest
  @CsvSource({
    "x.wav, x.wav",
    "../../up, .._.._up",
    "/etc/passwd, _etc_passwd",
    "C:\\x, C__x",
    ".., the-id",
    "' ', the-id",
    "ü ñ.txt, ü ñ.txt"
  })
  void leadsNowhereElse(String name, String local) {
    assertThat(LocalName.of(Artifact.newBuilder().setId("the-id").setName(name).build()))
        .isEqualTo(local);
  }

  @ParameterizedTest
  @CsvSource({"x, x.part", "xxxxxx, xxxxx.part", "üüü, üü.part"})
  void leavesRoomForTheEnding(String name, String beside) {
    String ending = ".part" + "#".repeat(245);

    assertThat(LocalName.beside(Path.of("directory", name), ending))
        .isEqualTo(Path.of("directory", beside + "#".repeat(245)));
  }
}
