package io.heimdall.server.acquisition;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.UtcWindow;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.server.simulator.wire.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Recordings that go on over breaks, windows that were asked for, and several frequencies, over
/// simulated receivers in real time.
@Timeout(120)
class ContinuationIT {

  private static final long TUNED_HZ = 7_040_000;
  private static final Plan.Retry SOON = new Plan.Retry(20, 200_000_000L);

  @TempDir private static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory, AcquisitionConfig.DEFAULTS, Duration.ofMillis(300));
  }

  @AfterAll
  static void stop() throws Exception {
    world.close();
  }

  @Test
  void goesOnAfterABreakWithEverySampleInItsPlace() throws Exception {
    var options = SimulatorOptions.synthetic(1).withFault(1, Fault.DISCONNECT, 100);
    try (Simulator simulator = Simulator.start(options)) {
      List<Integer> ids = world.register(simulator);

      AcquisitionSnapshot ended = world.run(plan(List.of(TUNED_HZ), 12, ids, null));

      Recording recording = ended.recordings().getFirst();
      assertThat(recording.state()).isEqualTo(RecordingState.DONE);
      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
      assertThat(recording.retries().count()).isGreaterThanOrEqualTo(2);
      List<Segment> segments = segments(recording);
      List<RecordingGap> gaps = gaps(recording);
      assertThat(segments).hasSizeGreaterThanOrEqualTo(3);
      assertThat(gaps).extracting(RecordingGap::cause).containsOnly(Gap.Cause.DISCONNECT.name());
      assertThat(stored(segments) + lost(gaps)).isEqualTo(recording.samples().expected());
      for (Segment segment : segments) {
        assertThat((double) nanosOff(recording, segment)).isCloseTo(0, within(45_000.0));
      }
    }
  }

  @Test
  void givesUpAReceiverThatCannotComeBackInTime() throws Exception {
    var options = SimulatorOptions.synthetic(2).withFault(1, Fault.DISCONNECT, 30);
    try (Simulator simulator = Simulator.start(options)) {
      List<Integer> ids = world.register(simulator);

      AcquisitionSnapshot ended =
          world.run(plan(List.of(TUNED_HZ), 4, ids, null, new Plan.Retry(5, 30_000_000_000L)));

      Recording broken = ended.recordings().getFirst();
      assertThat(requireNonNull(broken.failure()).reason()).isEqualTo("DISCONNECTED");
      assertThat(broken.samples().received()).isPositive();
      assertThat(ended.recordings().getLast().state()).isEqualTo(RecordingState.DONE);
    }
  }

  @Test
  void receivesOneFrequencyAfterAnother() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(2))) {
      List<Integer> ids = world.register(simulator);

      AcquisitionSnapshot ended = world.run(plan(List.of(TUNED_HZ, TUNED_HZ + 500), 2, ids, null));

      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.SUCCEEDED);
      UtcWindow first = requireNonNull(ended.hops().get(0).window());
      UtcWindow second = requireNonNull(ended.hops().get(1).window());
      assertThat(second.startNanos()).isGreaterThanOrEqualTo(first.endNanos());
      assertThat(ended.recordings()).hasSize(4).allMatch(one -> one.samples().lost() == 0);
      assertThat(segments(ended.recordings().getLast()).getFirst().objectKey())
          .endsWith("/001_7040500/websdr_" + ids.getLast() + ".npy");
    }
  }

  @Test
  void beginsOnTheSampleAtTheTimeThatWasAskedFor() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(3))) {
      List<Integer> ids = world.register(simulator);
      // Time enough for three receivers to be ready on a busy machine.
      Instant asked = Instant.now().plusSeconds(10).truncatedTo(ChronoUnit.MICROS);

      AcquisitionSnapshot ended = world.run(plan(List.of(TUNED_HZ), 2, ids, asked));

      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.SUCCEEDED);
      assertThat(ended.acquisition().times().lateStart()).isFalse();
      long askedNanos = Rendezvous.utcNanos(() -> asked);
      assertThat(requireNonNull(ended.hops().getFirst().window()).startNanos())
          .isEqualTo(askedNanos);
      for (Recording recording : ended.recordings()) {
        long first = requireNonNull(recording.timing()).firstSampleUtcNanos();
        assertThat(first - askedNanos).isBetween(-1_000L, 84_000L);
      }
    }
  }

  @Test
  void saysWhatAReceiverMissedThatWasNotReadyInTime() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(1))) {
      List<Integer> ids = world.register(simulator);
      Instant asked = Instant.now().plusMillis(200).truncatedTo(ChronoUnit.MICROS);

      AcquisitionSnapshot late = world.run(plan(List.of(TUNED_HZ), 3, ids, asked));

      Recording recording = late.recordings().getFirst();
      assertThat(recording.quality().lateStart()).isTrue();
      assertThat(gaps(recording))
          .first()
          .returns(0L, RecordingGap::firstSample)
          .returns(Gap.Cause.LATE_START.name(), RecordingGap::cause);
      assertThat(requireNonNull(late.hops().getFirst().window()).startNanos())
          .isEqualTo(Rendezvous.utcNanos(() -> asked));
    }
  }

  private static Plan plan(
      List<Long> frequenciesHz, long seconds, List<Integer> ids, @Nullable Instant start) {
    return plan(frequenciesHz, seconds, ids, start, SOON);
  }

  private static Plan plan(
      List<Long> frequenciesHz,
      long seconds,
      List<Integer> ids,
      @Nullable Instant start,
      Plan.Retry retry) {
    Plan one = World.plan(frequenciesHz.getFirst(), Duration.ofSeconds(seconds), ids);
    return new Plan(
        frequenciesHz, one.durationNanos(), 0, one.tuning(), ids, 1, one.labels(), start, retry);
  }

  /// How far a segment's own time is from where the recording says its first sample is.
  private static long nanosOff(Recording recording, Segment segment) {
    var timing = requireNonNull(recording.timing());
    double seconds =
        (segment.anchor().sample() - timing.anchor().sample()) / timing.anchor().rateHz();
    return segment.anchor().utcNanos()
        - timing.anchor().utcNanos()
        - Math.round(seconds * 1_000_000_000L);
  }

  private static long stored(List<Segment> segments) {
    return segments.stream()
        .flatMap(one -> one.runs().stream())
        .mapToLong(SampleRun::sampleCount)
        .sum();
  }

  private static long lost(List<RecordingGap> gaps) {
    return gaps.stream().mapToLong(RecordingGap::sampleCount).sum();
  }

  private static List<Segment> segments(Recording recording) {
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().segments(tx, List.of(recording.id())))
        .getOrDefault(recording.id(), List.of());
  }

  private static List<RecordingGap> gaps(Recording recording) {
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().gaps(tx, List.of(recording.id())))
        .getOrDefault(recording.id(), List.of());
  }
}
