package io.heimdall.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncryptionKeyTest {

  @TempDir private Path directory;

  @Test
  void isWrittenForItsOwnerAndReadAgain() throws IOException {
    EncryptionKey key = EncryptionKey.random();
    Path file = directory.resolve("my.key");

    key.write(file);

    assertThat(EncryptionKey.read(file).id()).isEqualTo(key.id());
    assertThat(Files.readString(file)).matches("[0-9a-f]{64}\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> key.write(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-----w-"})
  void isNotTakenFromWhereEverybodyReachesIt(String permissions) throws IOException {
    Path file = directory.resolve("my.key");
    EncryptionKey.random().write(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> EncryptionKey.read(file))
        .withMessageContaining("chmod 600");
  }

  @Test
  void isReadForAGroupToo() throws IOException {
    Path file = directory.resolve("my.key");
    EncryptionKey.random().write(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));

    assertThat(EncryptionKey.read(file).id()).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5ec4e7", "5ec4e75ec4e75ec4e7", "secret words"})
  void isNothingElse(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("my.key"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> EncryptionKey.read(file))
        .withMessageContaining("holds no key")
        .withNoCause()
        .satisfies(e -> assertThat(e.toString()).doesNotContain("5ec4e7", "words"));
  }

  @Test
  void showsNothingButItsName() {
    EncryptionKey key = EncryptionKey.of(new byte[EncryptionKey.BYTES]);

    assertThat(key).hasToString("EncryptionKey[%s]".formatted(key.id()));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> EncryptionKey.of(new byte[16]));
  }
}
