package io.heimdall.client.cli.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.StartUploadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UploadRequestIdTest {

  private static final StartUploadRequest REQUEST =
      StartUploadRequest.newBuilder()
          .setArtifact(ArtifactSpec.newBuilder().setName("x"))
          .setSizeBytes(3)
          .build();

  @TempDir private Path directory;

  @Test
  void isTheSameForTheSame() throws IOException {
    Path file = Files.writeString(directory.resolve("x"), "abc");

    String id = UploadRequestId.of(REQUEST, file, 0);

    assertThat(UploadRequestId.of(REQUEST, directory.resolve("./x"), 0)).isEqualTo(id);
    assertThat(UploadRequestId.of(REQUEST.toBuilder().setRequestId("r").build(), file, 0))
        .isEqualTo(id);
    assertThat(UUID.fromString(id).version()).isEqualTo(8);
    assertThat(UUID.fromString(id).variant()).isEqualTo(2);
  }

  @Test
  void isAnotherForWhateverDiffers() throws IOException {
    Path file = Files.writeString(directory.resolve("x"), "abc");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
    var ids = new HashSet<>(Set.of(UploadRequestId.of(REQUEST, file, 0)));

    assertThat(ids.add(UploadRequestId.of(REQUEST, file, 1))).isTrue();
    assertThat(ids.add(UploadRequestId.of(REQUEST.toBuilder().setSizeBytes(4).build(), file, 0)))
        .isTrue();
    Path other = Files.copy(file, directory.resolve("y"));
    Files.setLastModifiedTime(other, FileTime.fromMillis(1000));
    assertThat(ids.add(UploadRequestId.of(REQUEST, other, 0))).isTrue();
    Files.setLastModifiedTime(file, FileTime.fromMillis(1001));
    assertThat(ids.add(UploadRequestId.of(REQUEST, file, 0))).isTrue();
    Files.writeString(file, "abcd");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1001));
    assertThat(ids.add(UploadRequestId.of(REQUEST, file, 0))).isTrue();
  }
}
