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
        new Upload.Place(UUID.randomUUID(), "k", null, null, null, PartSizes.of(size)),
        Upload.Progress.NONE,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static long parts(Upload upload, long size) {
    long parts = 0;
    for (long at = 0; at < size; at += PartSizes.next(upload, at)) {
      assertThat(at % StoredFile.BLOCK_BYTES).isZero();
      parts++;
    }
    return parts;
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
    assertThat(PartSizes.next(upload(10L << 20), 0)).isEqualTo(8 << 20);
    assertThat(PartSizes.next(upload((8L << 20) + 1), 8 << 20)).isEqualTo(1);
    assertThat(PartSizes.next(upload(null), 0)).isEqualTo(8 << 20);
    assertThat(PartSizes.next(upload(null), 2000L * (8 << 20))).isEqualTo(16 << 20);
  }
}
