package io.heimdall.client.cli.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
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

  private static String id(StartUploadRequest request, Path file, int attempt) throws IOException {
    return UploadRequestId.of(request, file, ByteString.EMPTY, attempt);
  }

  @Test
  void isTheSameForTheSame() throws IOException {
    Path file = Files.writeString(directory.resolve("x"), "abc");

    String id = id(REQUEST, file, 0);

    assertThat(id(REQUEST, directory.resolve("./x"), 0)).isEqualTo(id);
    assertThat(id(REQUEST.toBuilder().setRequestId("r").build(), file, 0)).isEqualTo(id);
    assertThat(UUID.fromString(id).version()).isEqualTo(8);
    assertThat(UUID.fromString(id).variant()).isEqualTo(2);
  }

  @Test
  void isAnotherForWhateverDiffers() throws IOException {
    Path file = Files.writeString(directory.resolve("x"), "abc");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
    var ids = new HashSet<>(Set.of(id(REQUEST, file, 0)));

    assertThat(ids.add(id(REQUEST, file, 1))).isTrue();
    assertThat(ids.add(id(REQUEST.toBuilder().setSizeBytes(4).build(), file, 0))).isTrue();
    ByteString header = ByteString.copyFromUtf8("h");
    assertThat(ids.add(UploadRequestId.of(REQUEST, file, header, 0))).isTrue();
    Path other = Files.copy(file, directory.resolve("y"));
    Files.setLastModifiedTime(other, FileTime.fromMillis(1000));
    assertThat(ids.add(id(REQUEST, other, 0))).isTrue();
    Files.setLastModifiedTime(file, FileTime.fromMillis(1001));
    assertThat(ids.add(id(REQUEST, file, 0))).isTrue();
    Files.writeString(file, "abcd");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1001));
    assertThat(ids.add(id(REQUEST, file, 0))).isTrue();
  }
}
