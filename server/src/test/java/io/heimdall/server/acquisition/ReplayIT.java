package io.heimdall.server.acquisition;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementRepository;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The three real DCF77 recordings, played again as if they were live and acquired, compared with
/// the reference vectors made from the same files by another implementation.
@Timeout(120)
class ReplayIT {

  private static final int HEADER_BYTES = 128;
  private static final List<String> STATIONS = List.of("DF0KL", "F1JEK", "HB9RYZ");

  @TempDir private Path directory;

  @Test
  void storesRealSignalsBitForBitAndDatesThem() throws Exception {
    Path data = testData();
    var options = SimulatorOptions.replay(data.resolve("iq")).withSpeed(4);
    try (var world = new World(directory, World.PATIENT, Duration.ofMillis(500));
        Simulator simulator = Simulator.start(options)) {
      List<Integer> ids = world.register(simulator);

      AcquisitionSnapshot ended = world.run(World.plan(77_500, Duration.ofSeconds(24), ids));

      assertThat(World.stateOf(ended))
          .as("%s", ended.recordings())
          .isEqualTo(AcquisitionState.SUCCEEDED);
      assertThat(ended.recordings()).hasSize(STATIONS.size());
      Map<Integer, Measurement> measured = measurements(world, ended);
      for (Recording recording : ended.recordings()) {
        verify(world, data.resolve("vectors"), recording, measured);
      }
    }
  }

  private static void verify(
      World world, Path vectors, Recording recording, Map<Integer, Measurement> measured)
      throws IOException {
    String station =
        STATIONS.stream().filter(recording.receiver().name()::contains).findFirst().orElseThrow();
    Measurement row = measured.get(recording.id().receiverId());
    assertThat(row).isNotNull();
    byte[] stored = world.store.open(requireNonNull(row.subject().iqObjectKey())).readAllBytes();
    byte[] source = Files.readAllBytes(vectors.resolve("real_" + station + "_2017.npy"));
    JsonNode gnss = json(vectors.resolve("real_" + station + "_2017_gnss.json"));

    int first = indexOf(stored, source);

    assertThat((stored.length - HEADER_BYTES) / 8).isCloseTo(24 * 12_001, within(4));
    assertThat(row.subject().sampleRateHz())
        .isCloseTo(gnss.get("sample_rate_exact_hz").asDouble(), within(0.01));
    assertThat(row.offset().frequencyOffsetHz()).isCloseTo(0.0, within(0.02));
    assertThat(row.timing().timingClass()).isEqualTo("GPS_FIT");
    assertThat(nanosFromStamp(gnss, first, row)).isCloseTo(0L, within(1_000L));
  }

  /// Where the stored samples stand in the source; they must stand there whole, and once.
  private static int indexOf(byte[] stored, byte[] source) {
    ByteBuffer wanted = samples(stored);
    ByteBuffer all = samples(source);
    int found = -1;
    for (int n = 0; n + wanted.limit() <= all.limit(); n += 8) {
      if (all.getLong(n) == wanted.getLong(0) && all.slice(n, wanted.limit()).equals(wanted)) {
        assertThat(found).as("found twice").isNegative();
        found = n / 8;
      }
    }
    assertThat(found).as("samples are those of the recording").isNotNegative();
    return found;
  }

  private static ByteBuffer samples(byte[] npy) {
    return ByteBuffer.wrap(npy, HEADER_BYTES, npy.length - HEADER_BYTES)
        .slice()
        .order(LITTLE_ENDIAN);
  }

  /// The anchor against the nearest stamp of the file, whole seconds aside: the replay is shifted
  /// by whole seconds.
  private static long nanosFromStamp(JsonNode gnss, int first, Measurement row) {
    JsonNode stamp = gnss.get("rows").get(first / 512 + 1);
    long stampNanos = stamp.get(4).asLong() * 1_000_000_000L + stamp.get(5).asLong();
    long index = stamp.get(1).asLong() - first - row.timing().anchor().sample();
    long anchored =
        row.timing().anchor().utcNanos() + Math.round(index / row.timing().anchor().rateHz() * 1e9);
    long difference = Math.floorMod(anchored - stampNanos, 1_000_000_000L);
    return difference > 500_000_000L ? difference - 1_000_000_000L : difference;
  }

  private static Map<Integer, Measurement> measurements(World world, AcquisitionSnapshot ended) {
    var filter = MeasurementFilter.ofAcquisition(ended.acquisition().id());
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new MeasurementRepository().list(tx, filter, null, 100))
        .rows()
        .stream()
        .collect(Collectors.toMap(row -> row.key().receiverId(), Function.identity()));
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.builder().build().readTree(Files.readString(file));
  }

  private static Path testData() {
    String folder = System.getenv("HEIMDALL_TEST_DATA");
    assumeTrue(folder != null, "HEIMDALL_TEST_DATA names no folder with real recordings");
    Path data = Path.of(folder);
    assumeTrue(Files.isDirectory(data.resolve("iq")), "no recordings in " + data);
    return data;
  }
}
