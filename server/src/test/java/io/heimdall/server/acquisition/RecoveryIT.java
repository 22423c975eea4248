package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a node finds when it starts again.
@Timeout(120)
class RecoveryIT {

  @TempDir private Path directory;

  @Test
  void storesWhatWasSpooledAndEndsWhatWasRunning() throws Exception {
    try (var world = new World(directory, World.PATIENT, Duration.ZERO);
        Simulator simulator = Simulator.start(SimulatorOptions.synthetic(1).withSpeed(5))) {
      List<Integer> ids = world.register(simulator);
      UUID id = world.start(World.plan(7_040_000, Duration.ofMinutes(10), ids)).acquisition().id();
      awaitSamples(world, id);

      AcquisitionSnapshot ended = world.dieAndRecover(id);

      Recording recording = ended.recordings().getFirst();
      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
      assertThat(ended.acquisition().outcome().reason())
          .isEqualTo(FailureReason.INTERRUPTED.name());
      assertThat(recording.failure()).isNotNull();
      assertThat(recording.failure().reason()).isEqualTo("INTERRUPTED");
      assertThat(recording.samples().received()).isGreaterThan(10_000);
      List<Segment> segments = segmentsOf(world, recording);
      assertThat(segments).hasSize(1);
      assertThat(segments.getFirst().objectKey()).endsWith(".e2.0000.npy");
      assertThat(world.store.head(segments.getFirst().objectKey())).isPresent();
      assertThat(gapsOf(world, recording).stream().mapToLong(RecordingGap::sampleCount).sum())
          .isEqualTo(recording.samples().expected() - recording.samples().received());
      assertThat(world.spool.leftovers()).isEmpty();
    }
  }

  private static void awaitSamples(World world, UUID id) throws InterruptedException {
    try (SampleTap tap = world.listen(id, java.util.Set.of())) {
      long samples = 0;
      while (samples < 20_000) {
        SampleTap.Chunk chunk = tap.take();
        assertThat(chunk).isNotNull();
        samples += chunk.i().length;
      }
    }
  }

  private static List<Segment> segmentsOf(World world, Recording recording) {
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().segments(tx, List.of(recording.id())))
        .getOrDefault(recording.id(), List.of());
  }

  private static List<RecordingGap> gapsOf(World world, Recording recording) {
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().gaps(tx, List.of(recording.id())))
        .getOrDefault(recording.id(), List.of());
  }
}
