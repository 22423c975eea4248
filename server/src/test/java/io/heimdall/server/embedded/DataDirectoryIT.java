package io.heimdall.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryIT {

  @TempDir private Path parent;

  @Test
  void isMadeForItsOwnerOnly() throws IOException {
    Path path = parent.resolve("new/data");
    try (DataDirectory data = DataDirectory.open(path)) {
      assertThat(data.path()).isEqualTo(path);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rwx------");
      assertThat(data.spool()).isEqualTo(path.resolve("spool"));
      assertThat(data.postgres()).isEqualTo(path.resolve("postgres"));
      assertThat(data.objectStore()).isEqualTo(path.resolve("s3"));
    }
  }

  @Test
  void belongsToOneServerAtATime() throws IOException {
    try (DataDirectory _ = DataDirectory.open(parent)) {
      assertThatThrownBy(() -> DataDirectory.open(parent))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              "%s is in use by another Heimdall server (process %d)",
              parent, ProcessHandle.current().pid());
    }
  }

  @Test
  void isFreeOnceClosed() throws IOException {
    DataDirectory.open(parent).close();

    DataDirectory.open(parent).close();
  }

  @Test
  void writesThroughNoLink() throws IOException {
    Path other = Files.writeString(parent.resolve("other"), "kept");
    Path data = Files.createDirectory(parent.resolve("data"));
    Files.createSymbolicLink(data.resolve("lock"), other);

    assertThatThrownBy(() -> DataDirectory.open(data))
        .isInstanceOf(IOException.class)
        .hasMessage("%s is a link, which is not followed; remove it", data.resolve("lock"));
    assertThat(other).hasContent("kept");
  }
}
