package io.heimdall.server.artifact.content;

import io.heimdall.db.artifact.FileEncoding;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import io.heimdall.server.storage.ChunkChecksums;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.S3ObjectStore;
import io.heimdall.server.storage.StoreConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
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

/// What it costs to read 256 MiB from the embedded store verified, beside reading them as they
/// come. Every result is checked. Read the lowest samples: others may use the machine at the same
/// time.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class DownloadBenchmark {

  private static final int BYTES = 256 << 20;
  private static final String PLAIN = "artifacts/users/bench/plain";
  private static final String PACKED = "artifacts/users/bench/packed";

  private final byte[] buffer = new byte[1 << 20];
  private Optional<EmbeddedObjectStore> server = Optional.empty();
  private Optional<ObjectStore> store = Optional.empty();
  private Path directory = Path.of("");
  private StoredFile plain = file(PLAIN, FileEncoding.PLAIN, BYTES);
  private StoredFile packed = file(PACKED, FileEncoding.ZSTD, 0);
  private ChunkChecksums plainSums = ChunkChecksums.of();
  private ChunkChecksums packedSums = ChunkChecksums.of();

  /// Makes nothing yet.
  public DownloadBenchmark() {}

  /// Starts the store and fills it.
  ///
  /// @throws IOException when the disk fails
  @Setup
  public void prepare() throws IOException {
    directory = Files.createTempDirectory(Path.of("target"), "download");
    var embedded = EmbeddedObjectStore.start(directory.resolve("s3"));
    server = Optional.of(embedded);
    ObjectStore opened = S3ObjectStore.open(embedded.config(StoreConfig.DEFAULT_BUCKET));
    store = Optional.of(opened);
    byte[] noise = new byte[BYTES];
    new Random(1).nextBytes(noise);
    opened.put(PutRequest.create(PLAIN, ObjectBody.of(noise), "x/y", Map.of()));
    plainSums = ChunkChecksums.over(ByteBuffer.wrap(noise));
    byte[] text = PackedFiles.text(BYTES);
    byte[] object = PackedFiles.packed(text);
    opened.put(PutRequest.create(PACKED, ObjectBody.of(object), "x/y", Map.of()));
    packedSums = ChunkChecksums.over(ByteBuffer.wrap(text));
    packed = file(PACKED, FileEncoding.ZSTD, object.length);
  }

  /// Stops the store and removes its files.
  ///
  /// @throws IOException when the disk fails
  @TearDown
  public void remove() throws IOException {
    store.orElseThrow().close();
    server.orElseThrow().close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Reads the object as it comes.
  ///
  /// @return bytes read
  /// @throws IOException when the connection breaks
  @Benchmark
  public long bare() throws IOException {
    long read = 0;
    try (InputStream in = store.orElseThrow().open(PLAIN)) {
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        read += got;
      }
    }
    return checked(read);
  }

  /// Reads it verified.
  ///
  /// @return bytes read
  @Benchmark
  public long verified() {
    return read(plain, plainSums);
  }

  /// Reads a compressed one, unpacked and verified.
  ///
  /// @return bytes read
  @Benchmark
  public long unpacked() {
    return read(packed, packedSums);
  }

  private long read(StoredFile file, ChunkChecksums sums) {
    long read = 0;
    try (var reader = new ContentReader(store.orElseThrow(), file, sums::get, 0, BYTES)) {
      for (var piece = reader.next(); piece.isPresent(); piece = reader.next()) {
        read += piece.get().remaining();
      }
    }
    return checked(read);
  }

  private static long checked(long read) {
    if (read != BYTES) {
      throw new IllegalStateException("read " + read + " bytes");
    }
    return read;
  }

  private static StoredFile file(String key, FileEncoding encoding, long storedBytes) {
    return new StoredFile(
        new UUID(0, 1), new UUID(0, 2), key, encoding, BYTES, storedBytes, "0".repeat(64), null);
  }
}
