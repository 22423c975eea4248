package io.heimdall.server.artifact.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.Upload;
import io.heimdall.server.storage.StoredPart;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartSizesTest {

  private static Upload upload(@Nullable Long size) {
    return new Upload(
        UUID.randomUUID(),
        "me",
        new Upload.Target(UUID.randomUUID(), true, "{}", "x"),
        new Upload.Declared(size, null),
        new Upload.Place(UUID.randomUUID(), "k", null, null, null, null, PartSizes.of(size)),
        Upload.Progress.NONE,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static final long LEAST_ROOM = PartSizes.LATER_PART_BYTES;
  private static final long FRAME = 1 << 20;

  private static long parts(Upload upload, long size) {
    long parts = 0;
    for (long at = 0; at < size; at += plain(upload, at, (int) parts + 1)) {
      assertThat(at % StoredFile.BLOCK_BYTES).isZero();
      parts++;
    }
    return parts;
  }

  private static long plain(Upload upload, long at, int number) {
    return PartSizes.next(upload, at, number, false, LEAST_ROOM);
  }

  /// The last number that frames take which do not shrink, the first of which has a number.
  private static int packed(Upload upload, long size, int first, long room) {
    int number = first;
    for (long at = 0; at < size; number++) {
      long part = PartSizes.next(upload, at, number, true, room);
      long spare = PackedPart.SPARE_BYTES;
      long stored = FRAME + 64;
      at += Math.max(1, (part - spare) / stored) * FRAME;
    }
    return number - 1;
  }

  @ParameterizedTest
  @ValueSource(
      longs = {1, 8 << 20, (8 << 20) + 1, 1L << 30, 70L << 30, (100L << 30) - 1, 100L << 30})
  void needFewerThanAStoreTakes(long size) {
    assertThat(parts(upload(size), size)).isBetween(1L, 9000L);
    assertThat(parts(upload(null), size)).isBetween(1L, StoredPart.MAX_PARTS - 1000L);
    assertThat(2 * PartSizes.of(size)).isLessThanOrEqualTo(2 * PartSizes.LATER_PART_BYTES);
  }

  @Test
  void areWholeBlocksButForTheLast() {
    assertThat(plain(upload(10L << 20), 0, 1)).isEqualTo(8 << 20);
    assertThat(plain(upload((8L << 20) + 1), 8 << 20, 2)).isEqualTo(1);
    assertThat(plain(upload(null), 0, 1)).isEqualTo(8 << 20);
    assertThat(plain(upload(null), 2000L * (8 << 20), 2001)).isEqualTo(16 << 20);
  }

  @ParameterizedTest
  @ValueSource(longs = {50, 68, 70, 75, 79, 90, 100})
  void sufficeForTextThatHardlyShrinks(long gib) {
    long size = gib << 30;

    assertThat(packed(upload(size), size, 1, LEAST_ROOM)).isLessThan(StoredPart.MAX_PARTS);
    assertThat(packed(upload(null), size, 1, LEAST_ROOM)).isLessThan(StoredPart.MAX_PARTS);
  }

  @ParameterizedTest
  @ValueSource(longs = {8, 50, 70, 79, 100})
  void growWhereManyPartsCameToNothing(long gib) {
    long size = gib << 30;
    long room = 64 << 20;

    assertThat(packed(upload(size), size, 5000, room)).isLessThan(StoredPart.MAX_PARTS);
    assertThat(packed(upload(null), size, 5000, room)).isLessThan(StoredPart.MAX_PARTS);
    assertThat(PartSizes.next(upload(size), 0, 9999, false, room)).isEqualTo(room);
  }
}
