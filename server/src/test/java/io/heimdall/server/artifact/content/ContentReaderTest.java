package io.heimdall.server.artifact.content;

import static io.heimdall.db.artifact.StoredFile.BLOCK_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.heimdall.db.artifact.FileEncoding;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.server.storage.ChunkChecksums;
import io.heimdall.server.storage.MemoryObjectStore;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.StorageFailure;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentReaderTest {

  private static final String KEY = "artifacts/users/alice/x";

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final byte[] content = random(3 * BLOCK_BYTES + 1000);

  @Test
  void readsEveryRangeAsItWasWritten() {
    put(content);
    int[] edges = {
      0,
      1,
      BLOCK_BYTES - 1,
      BLOCK_BYTES,
      BLOCK_BYTES + 1,
      3 * BLOCK_BYTES,
      content.length - 1,
      content.length
    };

    for (int from : edges) {
      for (int to : edges) {
        if (from <= to) {
          assertThat(read(reader(from, to))).isEqualTo(Arrays.copyOfRange(content, from, to));
        }
      }
    }
  }

  @Test
  void readsNoBlockThatIsNotWanted() {
    put(content);

    read(reader(BLOCK_BYTES + 5, 2L * BLOCK_BYTES - 5));

    assertThat(store.bytesRead()).isEqualTo(BLOCK_BYTES);
  }

  @Test
  void readsNothingOfAnEmptyFile() {
    put(new byte[0]);

    try (var reader = new ContentReader(store, file(0), _ -> 0, 0, 0)) {
      assertThat(reader.next()).isEmpty();
    }
  }

  @Test
  void handsOnNothingOfADamagedBlock() {
    put(content);
    store.damage(KEY, BLOCK_BYTES + 7);

    try (ContentReader reader = reader(0, content.length)) {
      assertThat(reader.next()).map(ByteBuffer::remaining).contains(BLOCK_BYTES);
      assertThatThrownBy(reader::next)
          .isInstanceOfSatisfying(
              StorageFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.CORRUPT));
      assertThat(reader.position()).isEqualTo(BLOCK_BYTES);
    }
  }

  @Test
  void readsAroundADamagedBlock() {
    put(content);
    store.damage(KEY, 7);

    assertThat(read(reader(BLOCK_BYTES, content.length)))
        .isEqualTo(Arrays.copyOfRange(content, BLOCK_BYTES, content.length));
  }

  @Test
  void tellsAnObjectThatWasCut() {
    put(Arrays.copyOf(content, 2 * BLOCK_BYTES + 1));

    try (ContentReader reader = reader(BLOCK_BYTES, content.length)) {
      assertThat(reader.next()).isPresent();
      assertThatThrownBy(reader::next)
          .isInstanceOfSatisfying(
              StorageFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.CORRUPT));
    }
  }

  @Test
  void goesOnAfterARest() {
    put(content);
    var read = new ByteArrayOutputStream();

    try (ContentReader reader = reader(0, content.length)) {
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        append(next, read);
        reader.rest();
      }
    }

    assertThat(read.toByteArray()).isEqualTo(content);
  }

  @Test
  void readsNoMoreWhenCancelled() {
    put(content);

    try (ContentReader reader = reader(0, content.length)) {
      assertThat(reader.next()).isPresent();
      reader.cancel();

      assertThatThrownBy(reader::next).isInstanceOf(StorageFailure.class);
    }
  }

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

  @Test
  void goesOnWhereAConnectionBroke() {
    put(content);
    var broken = new BrokenStore(store);

    var reader =
        reader(
            broken.store((_, answer) -> BrokenStore.breaking(answer, 100_001)), 0, content.length);

    assertThat(read(reader)).isEqualTo(content);
    assertThat(broken.opened()).isEqualTo(Math.ceilDiv(content.length, 100_001));
  }

  @Test
  void readsALongRangeThroughOneConnection() {
    put(content);
    var whole = new BrokenStore(store);

    assertThat(read(reader(whole.store((_, answer) -> answer), 0, content.length)))
        .isEqualTo(content);

    assertThat(whole.opened()).isEqualTo(1);
  }

  @Test
  void givesUpAStoreThatSendsNothing() {
    put(content);
    var broken = new BrokenStore(store);

    try (ContentReader reader =
        reader(broken.store((_, answer) -> BrokenStore.breaking(answer, 0)), 0, 10)) {
      assertThatThrownBy(reader::next)
          .isInstanceOfSatisfying(
              StorageFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.UNAVAILABLE));
    }
    assertThat(broken.opened()).isEqualTo(3);
  }

  @Test
  void asksOnceMoreForWhatWasDamagedOnItsWay() {
    put(content);
    var once = new BrokenStore(store);
    var always = new BrokenStore(store);

    var mended =
        reader(
            once.store((n, answer) -> n == 1 ? BrokenStore.damaging(answer) : answer),
            0,
            content.length);
    assertThat(read(mended)).isEqualTo(content);
    try (ContentReader reader =
        reader(always.store((_, answer) -> BrokenStore.damaging(answer)), 0, content.length)) {
      assertThatThrownBy(reader::next)
          .isInstanceOfSatisfying(
              StorageFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.CORRUPT));
    }
    assertThat(always.opened()).isEqualTo(2);
  }

  private void put(byte[] bytes) {
    store.put(PutRequest.create(KEY, ObjectBody.of(bytes), "x/y", Map.of()));
  }

  private ContentReader reader(long from, long to) {
    return reader(store, from, to);
  }

  private ContentReader reader(ObjectStore from, long firstByte, long endByte) {
    ChunkChecksums sums = ChunkChecksums.over(ByteBuffer.wrap(content));
    return new ContentReader(from, file(content.length), sums::get, firstByte, endByte);
  }

  private static StoredFile file(long size) {
    return new StoredFile(
        new UUID(0, 1), new UUID(0, 2), KEY, FileEncoding.PLAIN, size, size, "0".repeat(64), null);
  }

  private static byte[] read(ContentReader reader) {
    var read = new ByteArrayOutputStream();
    try (reader) {
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        append(next, read);
      }
    }
    return read.toByteArray();
  }

  private static void append(Optional<ByteBuffer> piece, ByteArrayOutputStream to) {
    ByteBuffer bytes = piece.orElseThrow();
    to.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private ContentReader packed(byte[] content, byte[] object, long from, long to) {
    ChunkChecksums sums = ChunkChecksums.over(ByteBuffer.wrap(content));
    var file =
        new StoredFile(
            new UUID(0, 1),
            new UUID(0, 2),
            KEY,
            FileEncoding.ZSTD,
            content.length,
            object.length,
            "0".repeat(64),
            null);
    return new ContentReader(store, file, sums::get, from, to);
  }

  private static byte[] read(ContentReader reader, int length) {
    var read = new ByteArrayOutputStream();
    while (read.size() < length) {
      append(reader.next(), read);
    }
    return read.toByteArray();
  }
}
