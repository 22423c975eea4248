package io.heimdall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessTokenIT {

  @TempDir private Path data;

  @Test
  void neverShowsItself() {
    assertThat(AccessToken.of("s3cret")).hasToString("AccessToken[redacted]");
  }

  @Test
  void refusesWhatIsNoToken() {
    for (String text : new String[] {"", " ", "two words", "tab\there", "ü"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> AccessToken.of(text));
    }
  }

  @Test
  void prefersTheVariableToTheNamedFileToTheDataDirectory() throws IOException {
    Path named = Files.writeString(data.resolve("named"), "from-named-file\n");
    Files.writeString(data.resolve("token"), "from-data\n");

    assertThat(found(Map.of("HEIMDALL_TOKEN", "direct", "HEIMDALL_TOKEN_FILE", named.toString())))
        .isEqualTo("direct");
    assertThat(found(Map.of("HEIMDALL_TOKEN_FILE", named.toString()))).isEqualTo("from-named-file");
    assertThat(found(Map.of("HEIMDALL_TOKEN", ""))).isEqualTo("from-data");
  }

  private String found(Map<String, String> environment) throws IOException {
    return AccessToken.find(environment, data).orElseThrow().value();
  }

  @Test
  void isAbsentWhereNothingIsFound() throws IOException {
    assertThat(AccessToken.find(Map.of(), data)).isEmpty();
  }

  @Test
  void saysThatANamedFileIsMissing() {
    assertThatIOException()
        .isThrownBy(() ->
            AccessToken.find(
                Map.of("HEIMDALL_TOKEN_FILE", data.resolve("nowhere").toString()), data));
  }
}
