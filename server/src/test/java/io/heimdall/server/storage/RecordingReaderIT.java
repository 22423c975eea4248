package io.heimdall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.db.recording.TimeAnchor;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From the spool through a real store and back.
class RecordingReaderIT {

  private static final RecordingName NAME = RecordingName.of(SampleRecordings.TASK, 3);
  private static final int SAMPLES = 1_200_000;

  @TempDir private Path directory;
  private EmbeddedObjectStore server;
  private ObjectStore store;
  private SegmentSpool spool;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedObjectStore.start(directory.resolve("s3"));
    store = S3ObjectStore.open(server.config(StoreConfig.DEFAULT_BUCKET));
    spool = SegmentSpool.open(directory.resolve("spool"), 64 << 20);
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
    server.close();
  }

  @Test
  void readsBackEverySampleOfALongRecording() {
    Segment first = keep(0, 0, SegmentFile.MAX_SAMPLES);
    Segment second = keep(1, SegmentFile.MAX_SAMPLES, SAMPLES - SegmentFile.MAX_SAMPLES);

    RecordingReader reader =
        RecordingReader.open(
            store,
            List.of(first, second),
            SAMPLES,
            new IqRange(0, SAMPLES),
            SampleFormat.COMPLEX64);

    long index = 0;
    for (Optional<IqChunk> chunk = reader.next(); chunk.isPresent(); chunk = reader.next()) {
      ByteBuffer samples = chunk.get().samples();
      while (samples.hasRemaining()) {
        if (samples.getFloat() != index || samples.getFloat() != -index) {
          throw new AssertionError("sample " + index + " differs");
        }
        index++;
      }
    }
    assertThat(index).isEqualTo(SAMPLES);
    assertThat(spool.usedBytes()).isZero();
  }

  @Test
  void noticesAByteThatTheDiskChanged() throws IOException {
    Segment segment = keep(0, 0, 100_000);
    Path object =
        directory
            .resolve("s3/objects")
            .resolve(StoreConfig.DEFAULT_BUCKET)
            .resolve(segment.objectKey());
    try (FileChannel channel = FileChannel.open(object, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {42}), 300_000);
    }

    RecordingReader reader =
        RecordingReader.open(
            store, List.of(segment), 100_000, new IqRange(50_000, 51_000), SampleFormat.INT16);

    assertThatThrownBy(reader::next)
        .isInstanceOf(StorageFailure.class)
        .hasMessageContaining(segment.objectKey() + ": chunk 1 of 256 KiB");
  }

  private Segment keep(int index, int first, int count) {
    FinishedSegment finished = record(index, first, count);
    String key = SessionLayout.segment(finished.name());
    store.put(
        PutRequest.create(
            key, finished.file(), "application/x-npy", Map.of("frequency_mhz", "0.0775")));
    spool.discard(finished);
    List<Integer> crc = Arrays.stream(finished.crc32c().toArray()).boxed().toList();
    return new Segment(
        new RecordingId(SampleRecordings.TASK, 3, 0),
        index,
        1,
        key,
        List.of(new SampleRun(first, count)),
        new Segment.StoredObject(finished.sizeBytes(), finished.sha256().hex(), crc),
        new TimeAnchor(0, 0, 12_000));
  }

  private FinishedSegment record(int index, int first, int count) {
    float[] i = new float[count];
    float[] q = new float[count];
    for (int k = 0; k < count; k++) {
      i[k] = first + k;
      q[k] = -(first + k);
    }
    try (SegmentFile file = spool.create(new SegmentName(NAME, 1, index), SAMPLES)) {
      assertThat(file.append(first, i, q, 0, count)).isEqualTo(count);
      return file.finish();
    }
  }
}
