package io.heimdall.server.storage;

import static io.heimdall.server.storage.StorageFailure.Kind.CORRUPT;
import static io.heimdall.server.storage.StorageFailure.Kind.NOT_FOUND;
import static io.heimdall.server.storage.StorageFailure.Kind.OUT_OF_RANGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.db.recording.TimeAnchor;
import io.heimdall.server.iq.Complex64;
import io.heimdall.server.iq.Npy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordingReaderTest {

  private static final RecordingId RECORDING = new RecordingId(UUID.randomUUID(), 3, 0);

  private final MemoryObjectStore store = new MemoryObjectStore();

  /// The value that sample `index` of the test recordings has; its own index, as int16 fractions.
  private static float valueAt(long index) {
    return (short) index / 32768f;
  }

  @Test
  void returnsEverySampleInOrder() {
    Segment segment = store("a", new SampleRun(0, 300_000));

    List<IqChunk> chunks = read(List.of(segment), 300_000, new IqRange(0, 300_000));

    assertThat(chunks).allMatch(chunk -> chunk.samples().remaining() <= 1 << 20);
    assertThat(chunks).extracting(IqChunk::lostBefore).containsOnly(0L);
    assertThat(chunks.stream().mapToInt(IqChunk::sampleCount).sum()).isEqualTo(300_000);
    assertContinuous(chunks, 0);
  }

  @Test
  void readsAcrossSegmentsInAnyOrder() {
    Segment first = store("a", new SampleRun(0, 1000));
    Segment second = store("b", new SampleRun(1000, 500));

    List<IqChunk> chunks = read(List.of(second, first), 1500, new IqRange(900, 1200));

    assertThat(chunks).extracting(IqChunk::firstSample).containsExactly(900L, 1000L);
    assertThat(chunks).extracting(IqChunk::sampleCount).containsExactly(100, 200);
    assertContinuous(chunks, 900);
  }

  @Test
  void saysHowManySamplesAreMissingBetweenRuns() {
    Segment first = store("a", new SampleRun(100, 50), new SampleRun(200, 50));
    Segment second = store("b", new SampleRun(300, 10));

    List<IqChunk> chunks = read(List.of(first, second), 400, new IqRange(0, 400));

    assertThat(chunks).extracting(IqChunk::firstSample).containsExactly(100L, 200L, 300L, 400L);
    assertThat(chunks).extracting(IqChunk::sampleCount).containsExactly(50, 50, 10, 0);
    assertThat(chunks).extracting(IqChunk::lostBefore).containsExactly(100L, 50L, 50L, 90L);
    for (IqChunk chunk : chunks) {
      assertContinuous(List.of(chunk), chunk.firstSample());
    }
  }

  @Test
  void statesARangeThatHoldsNothingAsOneLoss() {
    Segment segment = store("a", new SampleRun(0, 10), new SampleRun(100, 10));

    List<IqChunk> chunks = read(List.of(segment), 110, new IqRange(20, 80));

    assertThat(chunks).hasSize(1);
    assertThat(chunks.getFirst().lostBefore()).isEqualTo(60);
    assertThat(chunks.getFirst().sampleCount()).isZero();
  }

  @Test
  void readsTheFirstAndTheLastSampleOfEveryChecksumChunk() {
    int samples = 200_000;
    Segment segment = store("a", new SampleRun(0, samples));

    for (int edge = 32_752; edge < samples; edge += 32_768) {
      assertContinuous(read(List.of(segment), samples, new IqRange(edge - 1, edge + 1)), edge - 1);
      assertContinuous(read(List.of(segment), samples, new IqRange(edge, edge + 1)), edge);
    }
  }

  @Test
  void fetchesNoMoreThanTheChunksItNeedsAndEachOnce() {
    SampleRun[] runs =
        IntStream.range(0, 1000)
            .mapToObj(k -> new SampleRun(k * 200L, 100))
            .toArray(SampleRun[]::new);
    Segment segment = store("a", runs);

    read(List.of(segment), 200_000, new IqRange(0, 200_000));
    long whole = store.bytesRead();
    read(List.of(segment), 200_000, new IqRange(10, 20));

    assertThat(whole).isEqualTo(segment.object().sizeBytes());
    assertThat(store.bytesRead() - whole).isEqualTo(ChunkChecksums.CHUNK_BYTES);
  }

  @Test
  void restoresTheInt16ItWasMadeOf() {
    Segment segment = store("a", new SampleRun(0, 65_536));

    List<IqChunk> chunks =
        read(List.of(segment), 65_536, new IqRange(0, 65_536), SampleFormat.INT16);

    long index = 0;
    for (IqChunk chunk : chunks) {
      assertThat(chunk.samples().remaining()).isEqualTo(chunk.sampleCount() * 4);
      while (chunk.samples().hasRemaining()) {
        assertThat(chunk.samples().getShort()).isEqualTo((short) index);
        assertThat(chunk.samples().getShort()).isEqualTo((short) -index);
        index++;
      }
    }
    assertThat(index).isEqualTo(65_536);
  }

  @Test
  void refusesARangeOutsideTheRecording() {
    Segment segment = store("a", new SampleRun(0, 100));

    for (IqRange range :
        List.of(new IqRange(-1, 5), new IqRange(50, 101), new IqRange(5, 5), new IqRange(9, 8))) {
      assertKind(OUT_OF_RANGE, () -> read(List.of(segment), 100, range));
    }
    assertThat(IqRange.of(5, 10)).isEqualTo(new IqRange(5, 15));
  }

  @Test
  void namesTheObjectAndTheChunkThatIsDamaged() {
    Segment segment = store("a", new SampleRun(0, 100_000));
    store.damage("a", 600_000);

    StorageFailure failure =
        assertKind(CORRUPT, () -> read(List.of(segment), 100_000, new IqRange(0, 100_000)));

    assertThat(failure).hasMessageContaining("a: chunk 2 of 256 KiB has CRC32C");
    assertThat(failure.objectKey()).contains("a");
    assertContinuous(read(List.of(segment), 100_000, new IqRange(0, 1000)), 0);
  }

  @Test
  void namesTheObjectThatIsGone() {
    Segment segment = store("a", new SampleRun(0, 10));
    store.delete(List.of("a"));

    StorageFailure failure =
        assertKind(NOT_FOUND, () -> read(List.of(segment), 10, new IqRange(0, 10)));

    assertThat(failure.objectKey()).contains("a");
  }

  @Test
  void refusesARowThatContradictsItself() {
    Segment segment = store("a", new SampleRun(0, 10));
    var wrong =
        new Segment(
            RECORDING,
            0,
            1,
            "a",
            List.of(new SampleRun(0, 11)),
            segment.object(),
            segment.anchor());

    assertKind(CORRUPT, () -> read(List.of(wrong), 11, new IqRange(0, 11)));
  }

  private List<IqChunk> read(List<Segment> segments, long end, IqRange range) {
    return read(segments, end, range, SampleFormat.COMPLEX64);
  }

  private List<IqChunk> read(List<Segment> segments, long end, IqRange range, SampleFormat format) {
    RecordingReader reader = RecordingReader.open(store, segments, end, range, format);
    List<IqChunk> chunks = new ArrayList<>();
    for (Optional<IqChunk> next = reader.next(); next.isPresent(); next = reader.next()) {
      chunks.add(next.get());
    }
    return chunks;
  }

  private static void assertContinuous(List<IqChunk> chunks, long first) {
    long index = first;
    for (IqChunk chunk : chunks) {
      assertThat(chunk.firstSample()).isEqualTo(index);
      ByteBuffer samples = chunk.samples().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      while (samples.hasRemaining()) {
        assertThat(samples.getFloat()).isEqualTo(valueAt(index));
        assertThat(samples.getFloat()).isEqualTo(valueAt(-index));
        index++;
      }
      assertThat(chunk.endSample()).isEqualTo(index);
    }
  }

  private static StorageFailure assertKind(StorageFailure.Kind kind, Runnable call) {
    StorageFailure failure = catchThrowableOfType(StorageFailure.class, call::run);
    assertThat(failure).isNotNull();
    assertThat(failure.kind()).isEqualTo(kind);
    return failure;
  }

  private Segment store(String key, SampleRun... runs) {
    long count = Arrays.stream(runs).mapToLong(SampleRun::sampleCount).sum();
    ByteBuffer file =
        ByteBuffer.allocate((int) (Npy.HEADER_BYTES + count * Complex64.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(Npy.complex64Header(count));
    for (SampleRun run : runs) {
      for (long k = run.firstSample(); k < run.firstSample() + run.sampleCount(); k++) {
        file.putFloat(valueAt(k)).putFloat(valueAt(-k));
      }
    }
    byte[] content = new byte[file.flip().remaining()];
    file.get(content);
    ObjectBody body = ObjectBody.of(content);
    store.put(PutRequest.create(key, body, "application/x-npy", Map.of()));
    List<Integer> crc =
        Arrays.stream(ChunkChecksums.over(ByteBuffer.wrap(content)).toArray()).boxed().toList();
    return new Segment(
        RECORDING,
        0,
        1,
        key,
        List.of(runs),
        new Segment.StoredObject(content.length, body.sha256().hex(), crc),
        new TimeAnchor(0, 0, 12_000));
  }
}
