package io.heimdall.server.acquisition;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementRepository;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.simulator.rtltcp.RtlTcpFault;
import io.heimdall.server.simulator.rtltcp.RtlTcpOptions;
import io.heimdall.server.simulator.rtltcp.RtlTcpServer;
import io.heimdall.server.simulator.rtltcp.RtlTcpSignal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wide receivers through everything there is: a server of rtl_tcp's protocol, its driver, the
/// recorder, the spool, the store and the metrics.
///
/// The run at full rate lasts three seconds, or as many as `HEIMDALL_TEST_WIDE_SECONDS` says.
@Timeout(600)
@Tag("alone")
class WideReceiversIT {

  private static final int HEADER_BYTES = 128;
  private static final int FULL_RATE_HZ = 2_400_000;
  private static final int USUAL_SECONDS = 3;

  @TempDir private Path directory;

  private World world() throws IOException {
    return new World(directory, AcquisitionConfig.DEFAULTS, Duration.ZERO);
  }

  private static Plan plan(int rateHz, Duration duration, List<Integer> ids) {
    return new Plan(
        List.of(433_920_000L),
        duration.toNanos(),
        rateHz,
        Plan.Setting.DEFAULT,
        ids,
        ids.size(),
        Map.of(),
        null,
        World.NEVER_AGAIN);
  }

  @ParameterizedTest
  @CsvSource({
    "rtl433_g001_433.92M_250k.cu8, 250000",
    "rtl433_radiohead_g001_433.92M_250k.cu8, 250000",
    "dump1090_modes1_1090M_2000k.cu8, 2000000"
  })
  void storesRealCapturesBitForBit(String name, int rateHz) throws Exception {
    String folder = System.getenv("HEIMDALL_TEST_DATA");
    assumeTrue(folder != null, "HEIMDALL_TEST_DATA names no folder with real recordings");
    Path file = Path.of(folder).resolve("iq").resolve(name);
    assumeTrue(Files.isRegularFile(file), "no recording " + file);

    storesBitForBit(file, rateHz);
  }

  @Test
  void storesBytesBitForBit() throws Exception {
    byte[] bytes = new byte[2 * 300_000];
    new SplittableRandom(20_261_126).nextBytes(bytes);

    storesBitForBit(Files.write(directory.resolve("random.cu8"), bytes), 1_024_000);
  }

  /// The recording goes around; what is stored must be it, from some place on, more than once
  /// around, without a bit that differs.
  private void storesBitForBit(Path file, int rateHz) throws Exception {
    byte[] source = Files.readAllBytes(file);
    double seconds = Math.max(1, 2.5 * source.length / 2 / rateHz);
    try (var world = world();
        RtlTcpServer server = RtlTcpServer.open(RtlTcpOptions.of(RtlTcpSignal.looped(file)))) {
      int id = world.register("rtl_tcp", server.url());

      AcquisitionSnapshot ended =
          world.run(plan(rateHz, Duration.ofMillis((long) (1000 * seconds)), List.of(id)));

      assertThat(World.stateOf(ended))
          .as("%s", ended.recordings())
          .isEqualTo(AcquisitionState.SUCCEEDED);
      Recording recording = ended.recordings().getFirst();
      assertThat(gaps(world, recording.id())).isEmpty();
      byte[] stored = bytes(world, recording.id());
      assertThat(stored.length).isGreaterThan(2 * source.length);
      int offset = offsetOf(stored, source);
      for (int n = 0; n < stored.length; n++) {
        if (stored[n] != source[(offset + n) % source.length]) {
          throw new AssertionError("byte " + n + " of " + stored.length + " differs");
        }
      }
    }
  }

  @Test
  void losesNoByteOfTwoReceiversAtFullRate() throws Exception {
    String asked = System.getenv("HEIMDALL_TEST_WIDE_SECONDS");
    int seconds = asked == null ? USUAL_SECONDS : Integer.parseInt(asked);
    var options = RtlTcpOptions.of(RtlTcpSignal.counter());
    try (var world = world();
        RtlTcpServer one = RtlTcpServer.open(options);
        RtlTcpServer other = RtlTcpServer.open(options)) {
      List<Integer> ids =
          List.of(world.register("rtl_tcp", one.url()), world.register("rtl_tcp", other.url()));
      var load = new Load();

      AcquisitionSnapshot ended = world.run(plan(FULL_RATE_HZ, Duration.ofSeconds(seconds), ids));

      System.out.println(load.report());
      assertThat(World.stateOf(ended))
          .as("%s", ended.recordings())
          .isEqualTo(AcquisitionState.SUCCEEDED);
      for (Recording recording : ended.recordings()) {
        assertThat(gaps(world, recording.id())).isEmpty();
        assertThat(counted(world, recording.id())).isEqualTo(2L * FULL_RATE_HZ * seconds);
      }
      System.out.println(
          "2 x %d bytes in %d s, none lost".formatted(2L * FULL_RATE_HZ * seconds, seconds));
    }
  }

  @Test
  void measuresBesideTheSpikeAtTheCentre() throws Exception {
    int rateHz = 1_024_000;
    try (var world = world();
        RtlTcpServer server = RtlTcpServer.open(RtlTcpOptions.of(RtlTcpSignal.tone(1)))) {
      int id = world.register("rtl_tcp", server.url());

      AcquisitionSnapshot ended = world.run(plan(rateHz, Duration.ofSeconds(1), List.of(id)));

      Measurement row = measurement(world, ended);
      assertThat(row.offset().frequencyOffsetHz()).isCloseTo(rateHz / 16.0, within(0.5));
      assertThat(row.quality().dcI()).isBetween(0.004, 0.007);
      assertThat(row.timing().timingClass()).isEqualTo("HOST_ARRIVAL");
      assertThat(row.timing().uncertaintyNanos()).isGreaterThanOrEqualTo(50_000_000);
    }
  }

  @Test
  void recordsWhatTheServerLostAsGaps() throws Exception {
    var options =
        RtlTcpOptions.of(RtlTcpSignal.counter())
            .withBuffer(65_536)
            .withFault(RtlTcpFault.LOSES, 200);
    try (var world = world();
        RtlTcpServer server = RtlTcpServer.open(options)) {
      int id = world.register("rtl_tcp", server.url());

      AcquisitionSnapshot ended = world.run(plan(FULL_RATE_HZ, Duration.ofSeconds(9), List.of(id)));

      Recording recording = ended.recordings().getFirst();
      List<RecordingGap> gaps = gaps(world, recording.id());
      assertThat(gaps).hasSizeBetween(2, 4);
      assertThat(gaps)
          .allSatisfy(gap -> {
            assertThat(gap.cause()).isEqualTo("DEFICIT");
            assertThat(gap.sampleCount()).isBetween(24_000L, 42_000L);
          });
      assertThat(recording.samples().lost())
          .isEqualTo(gaps.stream().mapToLong(RecordingGap::sampleCount).sum());
    }
  }

  private static Measurement measurement(World world, AcquisitionSnapshot ended) {
    var filter = MeasurementFilter.ofAcquisition(ended.acquisition().id());
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new MeasurementRepository().list(tx, filter, null, 100))
        .rows()
        .getFirst();
  }

  private static List<RecordingGap> gaps(World world, RecordingId id) {
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().gaps(tx, List.of(id)))
        .getOrDefault(id, List.of());
  }

  private static List<Segment> segments(World world, RecordingId id) {
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().segments(tx, List.of(id)))
        .getOrDefault(id, List.of());
  }

  /// The bytes the receiver sent, out of the stored complex64.
  private static byte[] bytes(World world, Segment segment) throws IOException {
    byte[] npy = world.store.open(segment.objectKey()).readAllBytes();
    ByteBuffer samples =
        ByteBuffer.wrap(npy, HEADER_BYTES, npy.length - HEADER_BYTES).order(LITTLE_ENDIAN);
    byte[] bytes = new byte[samples.remaining() / Float.BYTES];
    for (int n = 0; n < bytes.length; n++) {
      float stored = samples.getFloat();
      bytes[n] = (byte) Math.round(stored * 127.5f + 127.5f);
      if (((bytes[n] & 0xff) - 127.5f) / 127.5f != stored) {
        throw new AssertionError(stored + " is no byte");
      }
    }
    return bytes;
  }

  private static byte[] bytes(World world, RecordingId id) throws IOException {
    var parts = new ArrayList<byte[]>();
    for (Segment segment : segments(world, id)) {
      parts.add(bytes(world, segment));
    }
    var all = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(all::put);
    return all.array();
  }

  /// Counts bytes, each of which must be one more than the one before.
  private static long counted(World world, RecordingId id) throws IOException {
    long count = 0;
    int next = -1;
    for (Segment segment : segments(world, id)) {
      for (byte one : bytes(world, segment)) {
        if (next >= 0 && (one & 0xff) != next) {
          throw new AssertionError(
              "byte %d of receiver %d is %d in place of %d"
                  .formatted(count, id.receiverId(), one & 0xff, next));
        }
        next = (one + 1) & 0xff;
        count++;
      }
    }
    return count;
  }

  /// Where stored bytes begin in a source that goes around.
  private static int offsetOf(byte[] stored, byte[] source) {
    int compared = Math.min(4096, source.length);
    for (int offset = 0; offset < source.length; offset += 2) {
      int same = 0;
      while (same < compared && stored[same] == source[(offset + same) % source.length]) {
        same++;
      }
      if (same == compared) {
        return offset;
      }
    }
    throw new AssertionError("what is stored is nowhere in the recording");
  }

  /// What this process needs of the machine.
  private static final class Load {
    private final OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final long began = System.nanoTime();
    private final long cpuBefore = system.getProcessCpuTime();

    String report() {
      double seconds = (System.nanoTime() - began) / 1e9;
      Runtime runtime = Runtime.getRuntime();
      return String.format(
          Locale.ROOT,
          "%.1f s, %.2f of %d cores in this process, load of the machine %.1f, heap %d MiB of %d",
          seconds,
          (system.getProcessCpuTime() - cpuBefore) / 1e9 / seconds,
          runtime.availableProcessors(),
          system.getSystemLoadAverage(),
          (runtime.totalMemory() - runtime.freeMemory()) >> 20,
          runtime.maxMemory() >> 20);
    }
  }
}
