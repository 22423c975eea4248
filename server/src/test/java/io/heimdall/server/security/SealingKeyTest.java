package io.heimdall.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealingKeyTest {

  private static final Secret PASSWORD = new Secret("pässword ∆");

  private final SealingKey key = SealingKey.fresh();

  @Test
  void opensWhatItHasSealed() throws SealException {
    byte[] sealed = key.seal(PASSWORD, "receiver/7/password");

    assertThat(key.open(sealed, "receiver/7/password")).isEqualTo(PASSWORD);
    assertThat(new String(sealed, StandardCharsets.UTF_8)).doesNotContain("ssword");
    assertThat(key.seal(PASSWORD, "receiver/7/password")).isNotEqualTo(sealed);
    assertThat(key.open(key.seal(new Secret(""), "p"), "p")).isEqualTo(new Secret(""));
  }

  @Test
  void opensNothingForAnotherPurposeThanItWasSealedFor() {
    byte[] sealed = key.seal(PASSWORD, "receiver/7/password");

    assertThatThrownBy(() -> key.open(sealed, "receiver/8/password"))
        .isInstanceOf(SealException.class)
        .hasMessageContaining("belongs to something else");
  }

  @Test
  void noticesEveryChangedBit() {
    byte[] sealed = key.seal(PASSWORD, "p");

    for (int n = 0; n < sealed.length; n++) {
      byte[] changed = sealed.clone();
      changed[n] ^= 1;
      assertThatThrownBy(() -> key.open(changed, "p")).isInstanceOf(SealException.class);
    }
    assertThatThrownBy(() -> key.open(new byte[3], "p")).isInstanceOf(SealException.class);
  }

  @Test
  void namesBothKeysWhereTheyDiffer() {
    SealingKey other = SealingKey.fresh();
    byte[] sealed = key.seal(PASSWORD, "p");

    assertThatThrownBy(() -> other.open(sealed, "p"))
        .hasMessageContaining(key.id())
        .hasMessageContaining(other.id());
  }

  @Test
  void tellsTheSameTextByAFingerprintThatNeedsTheKey() {
    assertThat(key.fingerprint(PASSWORD, "p"))
        .isEqualTo(key.fingerprint(new Secret(PASSWORD.reveal()), "p"))
        .isNotEqualTo(key.fingerprint(PASSWORD, "q"))
        .isNotEqualTo(SealingKey.fresh().fingerprint(PASSWORD, "p"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hunter2!", "aHVudGVyMg=="})
  void refusesWhatIsNoKeyWithoutShowingIt(String text) {
    assertThatThrownBy(() -> SealingKey.of(new Secret(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("openssl rand -base64 32")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void makesAKeyAtTheFirstStartThatOnlyItsOwnerReads(@TempDir Path directory) throws IOException {
    SealingKey made = SealingKey.in(directory);

    Path file = directory.resolve("secret-key");
    assertThat(SealingKey.in(directory)).isEqualTo(made).isNotEqualTo(key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String text = Files.readString(file).strip();
    assertThat(Base64.getDecoder().decode(text)).hasSize(32);
    assertThat(made.toString()).isEqualTo("key " + made.id()).doesNotContain(text);
    Files.writeString(file, "hunter2");
    assertThatThrownBy(() -> SealingKey.in(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no key")
        .hasMessageNotContaining("hunter2");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> SealingKey.in(directory)).hasMessageContaining("chmod 600");
  }
}
