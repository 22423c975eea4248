package io.heimdall.server.storage;

import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.db.recording.TimeAnchor;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What the embedded store costs: writing the objects of an acquisition of seven receivers with
/// 125,000 samples each, and reading one recording back. Every result is checked. Read the lowest
/// samples: others may use the machine at the same time.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class StoreBenchmark {

  private static final int RECEIVERS = 7;
  private static final int SAMPLES = 125_000;
  private static final byte[] DOCUMENT = new byte[3000];

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<FinishedSegment> segments = new ArrayList<>();
  private Optional<EmbeddedObjectStore> server = Optional.empty();
  private ObjectStore store = new MemoryObjectStore();
  private List<Segment> recording = List.of();
  private Path directory = Path.of("");

  /// Makes nothing yet.
  public StoreBenchmark() {}

  /// Starts the store and seals a segment for each receiver.
  ///
  /// @throws IOException when the disk fails
  @Setup
  public void prepare() throws IOException {
    directory = Files.createTempDirectory(Path.of("target"), "store");
    var embedded = EmbeddedObjectStore.start(directory.resolve("s3"));
    server = Optional.of(embedded);
    store = S3ObjectStore.open(embedded.config(StoreConfig.DEFAULT_BUCKET));
    SegmentSpool spool = SegmentSpool.open(directory.resolve("spool"), 1 << 30);
    for (int receiver = 1; receiver <= RECEIVERS; receiver++) {
      segments.add(segment(spool, receiver, SAMPLES));
    }
    FinishedSegment full = segment(spool, RECEIVERS + 1, SegmentFile.MAX_SAMPLES);
    String key = SessionLayout.segment(full.name());
    store.put(PutRequest.create(key, full.file(), "application/x-npy", Map.of()));
    recording = List.of(row(full, key));
  }

  /// Stops the store and removes its files.
  ///
  /// @throws IOException when the disk fails
  @TearDown
  public void remove() throws IOException {
    threads.close();
    store.close();
    server.orElseThrow().close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Writes 7 segments of 1 MB and 14 small documents side by side.
  ///
  /// @return bytes written
  /// @throws ExecutionException when the store fails
  /// @throws InterruptedException never
  @Benchmark
  public long putAcquisition() throws ExecutionException, InterruptedException {
    UUID task = UUID.randomUUID();
    List<Future<StoredObject>> puts = new ArrayList<>();
    for (FinishedSegment segment : segments) {
      var name = RecordingName.of(task, segment.name().recording().receiverId());
      String key = SessionLayout.plainSegment(name);
      puts.add(put(PutRequest.create(key, segment.file(), "application/x-npy", Map.of())));
      for (String document : List.of(SessionLayout.metadata(name), SessionLayout.sigmfMeta(key))) {
        puts.add(put(PutRequest.replace(document, ObjectBody.of(DOCUMENT), "application/json")));
      }
    }
    long bytes = 0;
    for (Future<StoredObject> put : puts) {
      bytes += put.get().sizeBytes();
    }
    long expected = RECEIVERS * (segments.getFirst().sizeBytes() + 2L * DOCUMENT.length);
    if (bytes != expected) {
      throw new IllegalStateException("wrote " + bytes + " bytes, expected " + expected);
    }
    return bytes;
  }

  /// Reads a full segment of 8 MiB back, verified.
  ///
  /// @return samples read
  @Benchmark
  public long readSegment() {
    var range = new IqRange(0, SegmentFile.MAX_SAMPLES);
    RecordingReader reader =
        RecordingReader.open(
            store, recording, SegmentFile.MAX_SAMPLES, range, SampleFormat.COMPLEX64);
    long samples = 0;
    for (Optional<IqChunk> next = reader.next(); next.isPresent(); next = reader.next()) {
      samples += next.get().sampleCount();
    }
    if (samples != SegmentFile.MAX_SAMPLES) {
      throw new IllegalStateException("read " + samples + " samples");
    }
    return samples;
  }

  private Future<StoredObject> put(PutRequest request) {
    return threads.submit(() -> store.put(request));
  }

  private static FinishedSegment segment(SegmentSpool spool, int receiver, int samples) {
    var random = new Random(receiver);
    float[] noise = new float[samples];
    for (int k = 0; k < samples; k++) {
      noise[k] = random.nextFloat();
    }
    var name = new SegmentName(RecordingName.of(new UUID(0, 1), receiver), 1, 0);
    try (SegmentFile file = spool.create(name, samples)) {
      if (file.append(0, noise, noise, 0, samples) != samples) {
        throw new IllegalStateException("the segment took too few samples");
      }
      return file.finish();
    }
  }

  private static Segment row(FinishedSegment segment, String key) {
    List<Integer> crc = Arrays.stream(segment.crc32c().toArray()).boxed().toList();
    return new Segment(
        new RecordingId(new UUID(0, 1), RECEIVERS + 1, 0),
        0,
        1,
        key,
        List.of(new SampleRun(0, segment.sampleCount())),
        new Segment.StoredObject(segment.sizeBytes(), segment.sha256().hex(), crc),
        new TimeAnchor(0, 0, 12_000));
  }
}
