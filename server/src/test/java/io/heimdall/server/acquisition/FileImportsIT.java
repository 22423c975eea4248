package io.heimdall.server.acquisition;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heimdall.db.acquisition.AcquisitionFilter;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementRepository;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverFilter;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.iq.file.Datatype;
import io.heimdall.server.iq.file.FileHints;
import io.heimdall.server.iq.file.SampleFiles;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.SegmentSpool;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class FileImportsIT {

  private static final FileHints HINTS = new FileHints(433_920_000, 250_000, null);
  private static final int CHUNK = 1 << 20;

  @TempDir private static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws IOException {
    world = new World(directory, AcquisitionConfig.DEFAULTS, Duration.ofMillis(100));
  }

  @AfterAll
  static void stop() throws IOException {
    world.close();
  }

  private static ImportRequest request(String name, FileHints hints) {
    return request("", name, 0, hints);
  }

  private static ImportRequest request(String id, String name, int receiver, FileHints hints) {
    return new ImportRequest(
        id, name, Optional.empty(), "", receiver, hints, Map.of("case", "test"));
  }

  private static RecordingId store(FileImports imports, ImportRequest request, byte[] bytes) {
    try (FileUpload upload = imports.begin(World.CALLER, request, 0)) {
      for (int at = 0; at < bytes.length; at += CHUNK) {
        ByteBuffer part = ByteBuffer.wrap(bytes, at, Math.min(CHUNK, bytes.length - at)).slice();
        upload.write(at, part, crc(part));
      }
      return upload.store();
    }
  }

  private static RecordingId store(ImportRequest request, byte[] bytes) {
    return store(world.acquisitions.imports(), request, bytes);
  }

  private static int crc(ByteBuffer bytes) {
    var crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  private static Reason refused(ImportRequest request, byte[] bytes) {
    return catchThrowableOfType(FailureException.class, () -> store(request, bytes))
        .failure()
        .reason();
  }

  private static Recording recording(RecordingId id) {
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().get(tx, id).orElseThrow());
  }

  private static Measurement measurement(RecordingId id) {
    var filter = MeasurementFilter.ofAcquisition(id.acquisitionId());
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new MeasurementRepository().list(tx, filter, null, 10))
        .rows()
        .getFirst();
  }

  private static List<Segment> segments(RecordingId id) {
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().segments(tx, List.of(id)))
        .getOrDefault(id, List.of());
  }

  private static List<RecordingGap> gaps(RecordingId id) {
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().gaps(tx, List.of(id)))
        .getOrDefault(id, List.of());
  }

  private static int acquisitionCount() {
    return world.acquisitions.list(AcquisitionFilter.ALL, null, 1000).rows().size();
  }

  /// The samples of all objects of a recording, complex64.
  private static ByteBuffer stored(RecordingId id) throws IOException {
    List<Segment> segments = segments(id);
    long count = segments.stream().mapToLong(Segment::sampleCount).sum();
    ByteBuffer all = ByteBuffer.allocate((int) count * 8).order(LITTLE_ENDIAN);
    for (Segment segment : segments) {
      byte[] npy = world.store.open(segment.objectKey()).readAllBytes();
      all.put(npy, 128, npy.length - 128);
    }
    return all.flip();
  }

  @Test
  void storesRealRecordingsWithTheirTimeAndMetrics() throws IOException {
    String folder = System.getenv("HEIMDALL_TEST_DATA");
    assumeTrue(folder != null, "HEIMDALL_TEST_DATA names no folder with real recordings");
    Map<String, Double> rates =
        Map.of("DF0KL", 12_001.14497, "F1JEK", 12_001.20192, "HB9RYZ", 12_001.13215);
    JsonNode expected =
        JsonMapper.shared().readTree(Path.of(folder, "vectors", "expected.json").toFile());
    for (var station : rates.entrySet()) {
      String name = "20171127T104156Z_77500_" + station.getKey() + "_iq.wav";
      byte[] bytes = Files.readAllBytes(Path.of(folder, "iq", name));

      RecordingId id = store(request(name, FileHints.NONE), bytes);

      Recording row = recording(id);
      Measurement measured = measurement(id);
      JsonNode reference = expected.get("real").get("real_" + station.getKey() + "_2017");
      byte[] vector =
          Files.readAllBytes(Path.of(folder, "vectors", "real_" + station.getKey() + "_2017.npy"));
      assertThat(row.receiver().name()).isEqualTo(station.getKey());
      assertThat(row.centerFrequencyHz()).isEqualTo(77_500);
      assertThat(stored(id)).isEqualTo(ByteBuffer.wrap(vector, 128, vector.length - 128).slice());
      assertThat(measured.timing().timingClass()).isEqualTo("GPS_FIT");
      assertThat(measured.subject().sampleRateHz()).isCloseTo(station.getValue(), within(0.01));
      assertThat(measured.offset().frequencyOffsetHz())
          .isCloseTo(reference.get("peak").get("freq_hz").asDouble(), within(0.02));
      assertThat(measured.levels().totalPowerDbfs())
          .isCloseTo(reference.get("total_power_dbfs").asDouble(), within(1e-4));
      assertThat(measured.quality().dcI())
          .isCloseTo(reference.get("mean_i").asDouble(), within(1e-7));
      assertThat(
              Duration.between(
                  firstSample(Path.of(folder, "vectors"), station.getKey()),
                  Instant.ofEpochSecond(0, measured.timing().firstSampleUtcNanos())))
          .isBetween(Duration.ofNanos(-2_000), Duration.ofNanos(2_000));
    }
  }

  /// The time of sample 0 by the reference's line through the stamps, cut to the microsecond.
  private static Instant firstSample(Path vectors, String station) {
    JsonNode gnss =
        JsonMapper.shared()
            .readTree(vectors.resolve("real_" + station + "_2017_gnss.json").toFile());
    double before =
        gnss.get("first_good_sample").asDouble() / gnss.get("sample_rate_exact_hz").asDouble();
    return Instant.parse(gnss.get("utc_first_good_sample").asString())
        .minusNanos(Math.round(before * 1e9));
  }

  @Test
  void keepsEverySampleOfBytesAndSaysHowLittleTheTimeIsKnown() throws IOException {
    byte[] bytes = SampleFiles.samples(Datatype.CU8, 30_000);

    RecordingId id = store(request("ism.cu8", HINTS), bytes);

    ByteBuffer stored = stored(id);
    for (byte one : bytes) {
      assertThat(stored.getFloat()).isEqualTo(((one & 0xff) - 127.5f) / 127.5f);
    }
    Recording row = recording(id);
    AcquisitionSnapshot acquisition = world.acquisitions.get(id.acquisitionId());
    assertThat(acquisition.acquisition().state()).isEqualTo(AcquisitionState.SUCCEEDED);
    assertThat(acquisition.acquisition().plan().labelsJson()).contains("\"case\"");
    assertThat(acquisition.acquisition().times().lateStart()).isFalse();
    assertThat(row.receiver().name()).isEqualTo("imported files");
    assertThat(requireNonNull(row.stream()).sampleRateHz()).isEqualTo(250_000);
    assertThat(requireNonNull(row.stream()).factsJson())
        .contains("\"datatype\": \"cu8\"", "\"file\": \"ism.cu8\"", "\"zero_if\": \"true\"");
    assertThat(requireNonNull(row.timing()).timingClass()).isEqualTo("HOST_ARRIVAL");
    assertThat(requireNonNull(row.timing()).uncertaintyNanos())
        .isEqualTo(Duration.ofDays(365).toNanos());
    assertThat(row.samples().expected()).isEqualTo(30_000);
    assertThat(row.times().startedAt()).isNotNull();
  }

  @Test
  void keepsLossesAndTheStartThatIsStated() throws IOException {
    byte[] bytes = SampleFiles.samples(Datatype.CI16_LE, 3000);
    String captures =
        """
        [{"core:sample_start": 0, "core:global_index": 0, "core:frequency": 7e6},
         {"core:sample_start": 1000, "core:global_index": 1500}]\
        """;
    byte[] archive =
        SampleFiles.archive(SampleFiles.sigmfMeta(Datatype.CI16_LE, bytes, captures), bytes);
    Instant start = Instant.parse("2025-01-02T03:04:05.123456789Z");

    RecordingId id = store(request("x.sigmf", new FileHints(0, 0, start)), archive);

    assertThat(gaps(id)).containsExactly(new RecordingGap(1000, 500, "SEQUENCE"));
    assertThat(recording(id).samples().lost()).isEqualTo(500);
    assertThat(requireNonNull(recording(id).timing()).firstSampleUtcNanos())
        .isEqualTo(start.getEpochSecond() * 1_000_000_000L + start.getNano());
    assertThat(requireNonNull(recording(id).timing()).uncertaintyNanos()).isEqualTo(1_000_000_000L);
    assertThat(requireNonNull(recording(id).stream()).factsJson()).contains("jane.doe@domain.org");
  }

  @Test
  void answersARepeatedRequestWithWhatItStored() {
    byte[] bytes = SampleFiles.samples(Datatype.CU8, 5000);
    String id = UUID.randomUUID().toString();

    RecordingId first = store(request(id, "twice.cu8", 0, HINTS), bytes);
    int before = acquisitionCount();
    RecordingId second = store(request(id, "twice.cu8", 0, HINTS), bytes);
    bytes[17]++;
    Reason other = refused(request(id, "twice.cu8", 0, HINTS), bytes);

    assertThat(second).isEqualTo(first);
    assertThat(acquisitionCount()).isEqualTo(before);
    assertThat(other).isEqualTo(Reason.REQUEST_ID_REUSED);
  }

  @Test
  void usesTheReceiverThatIsNamedAndItsPassband() {
    int receiver =
        world
            .database
            .transactions()
            .inTransaction(tx ->
                new ReceiverRepository()
                    .create(
                        tx,
                        "tester",
                        new ReceiverSpec(
                            "kiwi",
                            "own",
                            "http://kiwi.example.org:8073",
                            new ReceiverSpec.Location("", null),
                            ReceiverSpec.Activity.INACTIVE,
                            new ReceiverSpec.TuningDefaults(
                                null, null, 0, -3000.0, 3000.0, ReceiverSpec.Gain.DRIVERS_DEFAULT),
                            30,
                            3)))
            .id();

    RecordingId id =
        store(request("", "a.cu8", receiver, HINTS), SampleFiles.samples(Datatype.CU8, 5000));

    assertThat(id.receiverId()).isEqualTo(receiver);
    assertThat(requireNonNull(recording(id).stream()).bandLowHz()).isEqualTo(-3000);
  }

  @Test
  void addsAStationOnceAndInactive() {
    byte[] bytes = SampleFiles.kiwi(30, 12_001.25, 99, 0);

    RecordingId one = store(request("20171127T104156Z_77500_XX1_iq.wav", FileHints.NONE), bytes);
    RecordingId two = store(request("20171127T104156Z_77500_xx1_iq.wav", FileHints.NONE), bytes);

    List<Receiver> named =
        world
            .database
            .transactions()
            .inSnapshot(tx -> new ReceiverRepository().list(tx, ReceiverFilter.ALL, null, 1000))
            .rows()
            .stream()
            .filter(each -> each.spec().name().equals("XX1"))
            .toList();
    assertThat(named).hasSize(1);
    assertThat(two.receiverId()).isEqualTo(one.receiverId());
    assertThat(named.getFirst().spec().activity()).isEqualTo(ReceiverSpec.Activity.INACTIVE);
    assertThat(named.getFirst().spec().driver()).isEqualTo("replay");
    assertThat(named.getFirst().spec().url())
        .isEqualTo("file:///20171127T104156Z_77500_XX1_iq.wav");
  }

  @Test
  void leavesNothingOfAFileThatCannotBeRead() throws IOException {
    int before = acquisitionCount();
    byte[] odd = SampleFiles.samples(Datatype.CU8, 100);

    assertThat(refused(request("odd.cu8", HINTS), Arrays.copyOf(odd, 199)))
        .isEqualTo(Reason.FILE_INVALID);
    assertThat(refused(request("x.bin", HINTS), odd)).isEqualTo(Reason.FILE_INVALID);
    assertThat(refused(request("x.sigmf-data", HINTS), odd)).isEqualTo(Reason.FILE_INVALID);
    assertThat(refused(request("x.cu8", FileHints.NONE), odd)).isEqualTo(Reason.FILE_FACT_MISSING);
    assertThat(refused(request("", "x.cu8", 999_999, HINTS), odd))
        .isEqualTo(Reason.RECEIVER_NOT_FOUND);
    assertThat(refused(request("empty.cu8", HINTS), new byte[0])).isEqualTo(Reason.FILE_INVALID);

    assertThat(acquisitionCount()).isEqualTo(before);
    assertThat(world.spool.usedBytes()).isZero();
    assertThat(directory.resolve("spool/received")).isEmptyDirectory();
  }

  @Test
  void refusesBytesThatDoNotJoinOrAreDamaged() {
    try (FileUpload upload =
        world.acquisitions.imports().begin(World.CALLER, request("x.cu8", HINTS), 0)) {
      ByteBuffer bytes = ByteBuffer.wrap(new byte[100]);
      upload.write(0, bytes.duplicate(), crc(bytes));

      FailureException gap =
          catchThrowableOfType(
              FailureException.class, () -> upload.write(101, bytes.duplicate(), crc(bytes)));
      FailureException damage =
          catchThrowableOfType(
              FailureException.class, () -> upload.write(100, bytes.duplicate(), crc(bytes) + 1));

      assertThat(gap.failure().reason()).isEqualTo(Reason.OFFSET_MISMATCH);
      assertThat(gap.failure().message()).contains("100 bytes", "byte 101");
      assertThat(damage.failure().reason()).isEqualTo(Reason.CHECKSUM_MISMATCH);
    }
    assertThat(world.spool.usedBytes()).isZero();
  }

  @Test
  void refusesAFileForWhichThereIsNoRoom() {
    SegmentSpool small = SegmentSpool.open(directory.resolve("small"), 8 << 20);
    try (Acquisitions node = node("small-node", small, world.store)) {
      FileImports imports = node.imports();
      ImportRequest request = request("x.cu8", HINTS);
      FailureException large =
          catchThrowableOfType(
              FailureException.class, () -> store(imports, request, new byte[7 << 20]));
      FailureException known =
          catchThrowableOfType(
              FailureException.class, () -> imports.begin(World.CALLER, request, (6 << 20) + 1));
      FailureException full;
      FailureException taken;
      try (FileUpload _ = imports.begin(World.CALLER, request, 5 << 20)) {
        full =
            catchThrowableOfType(
                FailureException.class, () -> store(imports, request, new byte[2 << 20]));
        taken =
            catchThrowableOfType(
                FailureException.class, () -> imports.begin(World.CALLER, request, 2 << 20));
      }
      imports.begin(World.CALLER, request, 6 << 20).close();

      assertThat(large.failure().reason()).isEqualTo(Reason.FILE_TOO_LARGE);
      assertThat(known.failure().reason()).isEqualTo(Reason.FILE_TOO_LARGE);
      assertThat(known.failure().metadata()).containsEntry("limitBytes", "6291456");
      assertThat(full.failure().reason()).isEqualTo(Reason.SPOOL_FULL);
      assertThat(taken.failure().reason()).isEqualTo(Reason.SPOOL_FULL);
      assertThat(small.usedBytes()).isZero();
    }
  }

  @Test
  void takesInSoManyFilesAtOnceAndNoMore() {
    List<FileUpload> open = new ArrayList<>();
    FileImports imports = world.acquisitions.imports();
    ImportRequest request = request("x.cu8", HINTS);
    try {
      for (int k = 0; k < FileImports.MOST_UPLOADS; k++) {
        open.add(imports.begin(World.CALLER, request, 0));
      }
      FailureException more =
          catchThrowableOfType(
              FailureException.class, () -> imports.begin(World.CALLER, request, 0));
      open.getFirst().close();
      open.getFirst().close();
      open.add(imports.begin(World.CALLER, request, 0));

      assertThat(more.failure().reason()).isEqualTo(Reason.TOO_MANY_CALLS);
      assertThat(more.failure().metadata()).containsEntry("limit", "8");
      assertThat(catchThrowable(() -> imports.begin(World.CALLER, request, 0))).isNotNull();
    } finally {
      open.forEach(FileUpload::close);
    }
  }

  @Test
  void discardsAFileOfWhichNothingMoreComes() throws Exception {
    var told = new CompletableFuture<FailureException>();
    ByteBuffer bytes = ByteBuffer.wrap(new byte[100]);
    try (FileUpload upload =
        world.acquisitions.imports().begin(World.CALLER, request("x.cu8", HINTS), 1 << 20)) {
      upload.write(0, bytes.duplicate(), crc(bytes));

      upload.endWhenStalled(Duration.ofMillis(1), told::complete);

      assertThat(told.get(30, TimeUnit.SECONDS).failure().reason())
          .isEqualTo(Reason.UPLOAD_STALLED);
      assertThat(world.spool.usedBytes()).isZero();
      assertThat(directory.resolve("spool/received")).isEmptyDirectory();
      assertThat(
              catchThrowableOfType(
                      FailureException.class,
                      () -> upload.write(100, bytes.duplicate(), crc(bytes)))
                  .failure()
                  .reason())
          .isEqualTo(Reason.UPLOAD_STALLED);
      assertThat(catchThrowableOfType(FailureException.class, upload::store).failure().reason())
          .isEqualTo(Reason.UPLOAD_STALLED);
    }
  }

  @Test
  void refusesAFileOfAnotherSizeThanStated() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[100]);
    FileImports imports = world.acquisitions.imports();
    try (FileUpload less = imports.begin(World.CALLER, request("x.cu8", HINTS), 101);
        FileUpload more = imports.begin(World.CALLER, request("x.cu8", HINTS), 99)) {
      less.write(0, bytes.duplicate(), crc(bytes));
      FailureException short1 = catchThrowableOfType(FailureException.class, less::store);
      FailureException long1 =
          catchThrowableOfType(
              FailureException.class, () -> more.write(0, bytes.duplicate(), crc(bytes)));

      assertThat(short1.failure().reason()).isEqualTo(Reason.FILE_INVALID);
      assertThat(short1.failure().message()).contains("should have 101 bytes, and it has 100");
      assertThat(long1.failure().reason()).isEqualTo(Reason.FILE_INVALID);
    }
    assertThat(refused(request("a\0b.cu8", HINTS), new byte[100])).isEqualTo(Reason.FILE_INVALID);
  }

  @Test
  void waitsForASlowStoreInsteadOfLosingSamples() throws Exception {
    SegmentSpool spool = SegmentSpool.open(directory.resolve("slow"), 96 << 20);
    byte[] bytes = SampleFiles.samples(Datatype.CU8, 10 << 20);
    // 20 MiB of the file, and four segments that wait: the reader has come to wait too.
    long crowded = (20L + 4 * 8) << 20;
    var puts = new AtomicInteger();
    ObjectStore slow =
        before(
            "put",
            () -> {
              if (puts.getAndIncrement() == 0) {
                Until.holds(() -> spool.usedBytes() >= crowded);
              }
            });
    try (Acquisitions node = node("slow-node", spool, slow)) {

      RecordingId id = store(node.imports(), request("long.cu8", HINTS), bytes);

      assertThat(segments(id)).hasSize(10);
      assertThat(gaps(id)).isEmpty();
      assertThat(recording(id).samples().received()).isEqualTo(10 << 20);
      assertThat(spool.usedBytes()).isZero();
    }
  }

  @Test
  void anotherServerEndsWhatADeadOneWasStoring() throws Exception {
    SegmentSpool spool = SegmentSpool.open(directory.resolve("dying"), 1L << 30);
    byte[] bytes = SampleFiles.samples(Datatype.CU8, 3 << 20);
    ImportRequest request = request(UUID.randomUUID().toString(), "cut.cu8", 0, HINTS);
    var stuck = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var puts = new AtomicInteger();
    ObjectStore hanging =
        before(
            "put",
            () -> {
              if (puts.incrementAndGet() == 2) {
                stuck.countDown();
                awaitUninterruptibly(release);
              }
            });
    try (Acquisitions dying = node("dying-node", spool, hanging);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<RecordingId> call = threads.submit(() -> store(dying.imports(), request, bytes));
      stuck.await();
      AcquisitionSnapshot begun =
          world.acquisitions.list(AcquisitionFilter.ALL, null, 1).rows().getFirst();
      UUID id = begun.acquisition().id();
      // The second object may be on its way before the first one has its row.
      Until.holds(() -> segments(begun.recordings().getFirst().id()).size() == 1);

      // What the task does when nobody puts it off any more.
      due(id);
      List<Watch.Item> seen = world.follow(id);
      release.countDown();

      assertThat(seen).isNotEmpty();
      AcquisitionSnapshot ended = world.acquisitions.get(id);
      Recording cut = ended.recordings().getFirst();
      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
      assertThat(requireNonNull(cut.failure()).reason()).isEqualTo("INTERRUPTED");
      assertThat(cut.failure().message()).contains("import it again");
      assertThat(cut.samples().received()).isEqualTo(1 << 20);
      assertThat(cut.samples().received() + cut.samples().lost())
          .isEqualTo(cut.samples().expected());
      assertThat(gaps(cut.id())).hasSize(1);
      Throwable told = catchThrowableOfType(ExecutionException.class, call::get).getCause();
      // It may have noticed before the other server had ended the rows.
      assertThat(told)
          .isInstanceOfSatisfying(
              FailureException.class,
              e ->
                  assertThat(e.failure().reason())
                      .isIn(Reason.IMPORT_FAILED, Reason.OWNER_UNREACHABLE));
      // Whoever asks from now on is told the same, and not to try again.
      assertThat(
              catchThrowableOfType(
                      FailureException.class, () -> store(dying.imports(), request, bytes))
                  .failure())
          .isInstanceOf(Failure.Precondition.class)
          .returns(Reason.IMPORT_FAILED, Failure::reason)
          .returns(
              Map.of("acquisitionId", id.toString(), "failureReason", "INTERRUPTED"),
              Failure::metadata);
    }
  }

  private static void due(UUID acquisition) {
    var _ =
        world
            .database
            .transactions()
            .inTransaction(tx ->
                world
                    .link("clerk", 0)
                    .schedule()
                    .put(tx, AcquisitionStarter.TASK, acquisition.toString(), Instant.now()));
  }

  private static Acquisitions node(String name, SegmentSpool spool, ObjectStore store) {
    return Acquisitions.open(
        new Acquisitions.Needs(
            world.database.transactions(),
            new Drivers(List.of()),
            spool,
            store,
            world.link(name, 0),
            InstantSource.system()),
        AcquisitionConfig.DEFAULTS);
  }

  /// The store, with something before each call of a method.
  private static ObjectStore before(String method, Runnable step) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (_, called, arguments) -> {
              if (called.getName().equals(method)) {
                step.run();
              }
              try {
                return called.invoke(world.store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
