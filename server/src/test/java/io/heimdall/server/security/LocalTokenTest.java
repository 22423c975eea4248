package io.heimdall.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTokenTest {

  @TempDir Path data;

  @Test
  void isMadeAtTheFirstStartForItsOwnerOnly() throws IOException {
    LocalToken token = LocalToken.in(data);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token.file())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(token.file()).strip()).hasSize(43);
    assertThat(data).isDirectoryNotContaining(file -> !file.equals(token.file()));
  }

  @Test
  void staysTheSameAtTheNextStart() throws IOException {
    String written = Files.readString(LocalToken.in(data).file()).strip();

    LocalToken again = LocalToken.in(data);

    assertThat(again.verify(written)).contains(LocalToken.OWNER);
    assertThat(again.verify(written + "x")).isEmpty();
    assertThat(again.verify("")).isEmpty();
  }

  @Test
  void isRefusedWhenOthersMayReadIt() throws IOException {
    Path file = LocalToken.in(data).file();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> LocalToken.in(data))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600 " + file);
  }

  @Test
  void isRefusedWhenEmpty() throws IOException {
    Files.writeString(LocalToken.in(data).file(), "\n");

    assertThatThrownBy(() -> LocalToken.in(data)).hasMessageContaining("holds no token");
  }
}
