package io.heimdall.server.artifact.content;

import static io.heimdall.db.artifact.StoredFile.BLOCK_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.heimdall.server.storage.StorageFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept compressed.
class PackedContentTest extends StoredContent {

  @Test
  void readsEveryRangeOfWhatIsPacked() {
    byte[] text = PackedFiles.text(2 * ZstdFrames.FRAME_BYTES + 1000);
    byte[] object = PackedFiles.packed(text);
    put(object);
    int[] edges = {
      0, 1, BLOCK_BYTES, ZstdFrames.FRAME_BYTES - 1, ZstdFrames.FRAME_BYTES, text.length
    };

    for (int from : edges) {
      for (int to : edges) {
        if (from <= to) {
          assertThat(read(packed(text, object, from, to)))
              .isEqualTo(Arrays.copyOfRange(text, from, to));
        }
      }
    }
  }

  @Test
  void handsOnNothingOfADamagedFrame() {
    byte[] text = PackedFiles.text(3 * ZstdFrames.FRAME_BYTES);
    byte[] object = PackedFiles.packed(text);
    put(object);
    store.damage(KEY, object.length / 2);

    try (ContentReader reader = packed(text, object, 0, text.length)) {
      assertThat(read(reader, ZstdFrames.FRAME_BYTES))
          .isEqualTo(Arrays.copyOf(text, ZstdFrames.FRAME_BYTES));
      assertThatThrownBy(reader::next)
          .isInstanceOfSatisfying(
              StorageFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.CORRUPT));
    }
    assertThat(read(packed(text, object, 2 * ZstdFrames.FRAME_BYTES, text.length)))
        .isEqualTo(Arrays.copyOfRange(text, 2 * ZstdFrames.FRAME_BYTES, text.length));
  }

  @Test
  void tellsAPackedObjectThatWasCut() {
    byte[] text = PackedFiles.text(3 * ZstdFrames.FRAME_BYTES);
    byte[] object = PackedFiles.packed(text);
    put(Arrays.copyOf(object, object.length - 1));

    try (ContentReader reader = packed(text, object, 0, text.length)) {
      assertThatThrownBy(reader::next)
          .isInstanceOfSatisfying(
              StorageFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.CORRUPT));
    }
  }

  @Test
  void isReadableByEveryDecoder(@TempDir Path directory) throws Exception {
    assumeThat(Path.of("/usr/bin/zstd")).as("the command zstd").isExecutable();
    byte[] text = PackedFiles.text(2 * ZstdFrames.FRAME_BYTES + 1000);
    Path object = Files.write(directory.resolve("object.zst"), PackedFiles.packed(text));
    Path unpacked = directory.resolve("unpacked");

    Process zstd =
        new ProcessBuilder("zstd", "-q", "-d", object.toString(), "-o", unpacked.toString())
            .inheritIO()
            .start();

    assertThat(zstd.waitFor()).isZero();
    assertThat(Files.readAllBytes(unpacked)).isEqualTo(text);
  }
}
