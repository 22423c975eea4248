package io.heimdall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.iq.Complex64;
import io.heimdall.server.iq.Npy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentSpoolIT {

  private static final UUID TASK = UUID.fromString("0196f2a4-7b1c-7d3e-8a55-1f2e3d4c5b6a");
  private static final SegmentName NAME = new SegmentName(RecordingName.of(TASK, 3), 1, 0);
  private static final long ANY_SPAN = Long.MAX_VALUE / 2;

  @TempDir private Path directory;
  private SegmentSpool spool;

  @BeforeEach
  void openSpool() {
    spool = SegmentSpool.open(directory, 64 << 20);
  }

  @Test
  void writesSamplesBehindAHeaderThatCountsThem() throws IOException {
    FinishedSegment segment = record(spool, NAME, 100_000);

    byte[] file = Files.readAllBytes(segment.file().path());
    assertThat(file).hasSize(128 + 800_000).startsWith(Npy.complex64Header(100_000));
    assertThat(segment.sizeBytes()).isEqualTo(file.length);
    float[] i = new float[100_000];
    float[] q = new float[100_000];
    Complex64.get(samplesOf(file), i, q, 0, 100_000);
    assertThat(i).isEqualTo(ramp(100_000, 0));
    assertThat(q).isEqualTo(ramp(100_000, -1));
  }

  @Test
  void hashesTheWholeFileAndEachChunk() throws IOException {
    FinishedSegment segment = record(spool, NAME, 100_000);

    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(segment.file().path()));
    assertThat(segment.crc32c()).isEqualTo(ChunkChecksums.over(file));
    assertThat(segment.crc32c().count()).isEqualTo(4);
    assertThat(segment.sha256()).isEqualTo(Sha256.over(file));
  }

  @Test
  void keepsTheRunsApart() {
    float[] samples = new float[10];
    try (SegmentFile file = spool.create(NAME, ANY_SPAN)) {
      file.append(100, samples, samples, 0, 10);
      file.append(110, samples, samples, 2, 5);
      file.append(120, samples, samples, 0, 1);
      FinishedSegment segment = file.finish();

      assertThat(segment.runs()).containsExactly(new Run(100, 15), new Run(120, 1));
      assertThat(segment.firstSample()).isEqualTo(100);
      assertThat(segment.endSample()).isEqualTo(121);
      assertThat(segment.sampleCount()).isEqualTo(16);
    }
  }

  @Test
  void takesNoMoreThanEightMebibytes() {
    int half = SegmentFile.MAX_SAMPLES / 2;
    float[] samples = new float[half + 1];
    try (SegmentFile file = spool.create(NAME, ANY_SPAN)) {
      assertThat(file.append(0, samples, samples, 0, half + 1)).isEqualTo(half + 1);
      assertThat(file.append(half + 1, samples, samples, 0, half + 1)).isEqualTo(half - 1);
      assertThat(file.append(2L * half, samples, samples, 0, 1)).isZero();

      assertThat(file.finish().sizeBytes()).isEqualTo((8 << 20) + 128);
    }
  }

  @Test
  void takesNothingBeyondItsSpan() {
    float[] samples = new float[10];
    try (SegmentFile file = spool.create(NAME, 12)) {
      assertThat(file.append(5, samples, samples, 0, 5)).isEqualTo(5);
      assertThat(file.append(13, samples, samples, 0, 10)).isEqualTo(4);
      assertThat(file.append(17, samples, samples, 0, 1)).isZero();
      assertThat(file.append(40, samples, samples, 0, 1)).isZero();
    }
  }

  @Test
  void refusesSamplesOutOfOrder() {
    float[] samples = new float[10];
    try (SegmentFile file = spool.create(NAME, ANY_SPAN)) {
      file.append(0, samples, samples, 0, 10);

      assertThatThrownBy(() -> file.append(9, samples, samples, 0, 1))
          .hasMessageContaining("sample 9 offered to websdr_3.e1.0000.npy, which ends at 10");
    }
  }

  @Test
  void removesWhatWasNotFinished() {
    SegmentFile file = spool.create(NAME, ANY_SPAN);
    file.append(0, new float[9], new float[9], 0, 9);

    file.close();

    assertThat(directory).isEmptyDirectory();
    assertThat(spool.usedBytes()).isZero();
  }

  @Test
  void givesRoomBackWhenASegmentIsDiscarded() {
    FinishedSegment segment = record(spool, NAME, 100_000);
    assertThat(spool.usedBytes()).isEqualTo(segment.sizeBytes());

    spool.discard(segment);
    spool.discard(segment);

    assertThat(spool.usedBytes()).isZero();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void isFullBeforeItExceedsItsBoundAndKeepsWhatItTook() {
    SegmentSpool small = SegmentSpool.open(directory, 128 * 1024);
    float[] samples = new float[8192];
    try (SegmentFile file = small.create(NAME, ANY_SPAN)) {
      file.append(0, samples, samples, 0, 8192);

      assertThatThrownBy(() -> file.append(8192, samples, samples, 0, 8192))
          .isInstanceOfSatisfying(
              StorageFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.FULL));
      assertThat(file.finish().runs()).containsExactly(new Run(0, 8192));
    }
  }

  @Test
  void refusesASecondFileOfTheSameName() {
    try (SegmentFile _ = spool.create(NAME, ANY_SPAN)) {
      long used = spool.usedBytes();
      assertThatThrownBy(() -> spool.create(NAME, ANY_SPAN)).hasMessageContaining("it exists");
      assertThat(spool.usedBytes()).isEqualTo(used);
    }
  }

  @Test
  void recoversWhatACrashLeftBehind() throws IOException {
    float[] samples = ramp(20_000, 0);
    SegmentFile abandoned = spool.create(NAME, ANY_SPAN);
    abandoned.append(1_000, samples, samples, 0, 10_000);
    abandoned.append(50_000, samples, samples, 0, 20_000);

    SegmentSpool next = SegmentSpool.open(directory, 64 << 20);
    List<LeftoverSegment> leftovers = next.leftovers();
    FinishedSegment recovered = next.recover(leftovers.getFirst()).orElseThrow();

    long onDisk = (3 * 65_536 - 128) / 8;
    assertThat(leftovers).extracting(LeftoverSegment::name).containsExactly(NAME);
    assertThat(recovered.runs())
        .containsExactly(new Run(1_000, 10_000), new Run(50_000, onDisk - 10_000));
    assertThat(Files.readAllBytes(recovered.file().path())).startsWith(Npy.complex64Header(onDisk));
    assertThat(next.usedBytes()).isEqualTo(recovered.sizeBytes());
  }

  @Test
  void recoversAFinishedSegmentUnchanged() {
    FinishedSegment segment = record(spool, NAME, 30_000);

    SegmentSpool next = SegmentSpool.open(directory, 64 << 20);

    assertThat(next.recover(next.leftovers().getFirst())).contains(segment);
  }

  @Test
  void removesALeftoverWithoutASample() {
    SegmentFile abandoned = spool.create(NAME, ANY_SPAN);
    abandoned.append(0, new float[5], new float[5], 0, 5);

    SegmentSpool next = SegmentSpool.open(directory, 64 << 20);

    assertThat(next.recover(next.leftovers().getFirst())).isEmpty();
    assertThat(directory).isEmptyDirectory();
    assertThat(next.usedBytes()).isZero();
  }

  @Test
  void ignoresARunWhoseLineWasCutShort() throws IOException {
    FinishedSegment segment = record(spool, NAME, 30_000);
    Path journal = Path.of(segment.file().path() + ".runs");
    Files.writeString(journal, Files.readString(journal) + "123");

    SegmentSpool next = SegmentSpool.open(directory, 64 << 20);

    assertThat(next.recover(next.leftovers().getFirst())).contains(segment);
  }

  private static FinishedSegment record(SegmentSpool spool, SegmentName name, int samples) {
    float[] i = ramp(samples, 0);
    float[] q = ramp(samples, -1);
    try (SegmentFile file = spool.create(name, ANY_SPAN)) {
      int done = 0;
      while (done < samples) {
        done += file.append(done, i, q, done, Math.min(999, samples - done));
      }
      return file.finish();
    }
  }

  private static float[] ramp(int count, float start) {
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = start + k / 1_000_000f;
    }
    return values;
  }

  private static ByteBuffer samplesOf(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(Npy.HEADER_BYTES);
  }
}
