package io.heimdall.server.artifact.content;

import static io.heimdall.db.artifact.StoredFile.BLOCK_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.storage.StorageFailure;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ContentReaderTest extends StoredContent {

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
}
