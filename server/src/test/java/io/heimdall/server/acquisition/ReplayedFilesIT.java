package io.heimdall.server.acquisition;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.server.iq.file.SampleFiles;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.replay.ReplayReceiver;
import io.heimdall.server.storage.SegmentSpool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files that are played, acquired like receivers.
@Timeout(60)
class ReplayedFilesIT {

  @TempDir private Path directory;

  @Test
  void acquiresASetOverOneWindowWithoutLoss() throws Exception {
    Path files = Files.createDirectory(directory.resolve("replay"));
    try (var world = new World(directory, AcquisitionConfig.DEFAULTS, Duration.ZERO, 0);
        Acquisitions node = node(world, files)) {
      List<Integer> ids = new ArrayList<>();
      for (String station : List.of("AA1", "BB2")) {
        String name = "20171127T104156Z_77500_" + station + "_iq.wav";
        Files.write(files.resolve(name), SampleFiles.kiwi(400, 48_000.5, 999, 0));
        ids.add(register(world, station, "file:///" + name));
      }

      AcquisitionSnapshot ended = run(world, node, ids, Duration.ofSeconds(2));

      assertThat(World.stateOf(ended))
          .as("%s", ended.recordings())
          .isEqualTo(AcquisitionState.SUCCEEDED);
      for (Recording recording : ended.recordings()) {
        assertThat(recording.samples().lost()).isZero();
        assertThat(recording.samples().received()).isEqualTo(96_001);
        assertThat(requireNonNull(recording.timing()).timingClass()).isEqualTo("GPS_FIT");
        assertThat(requireNonNull(recording.stream()).factsJson()).contains("original_start");
      }
    }
  }

  @Test
  void isShortWhereTheFileEndsBeforeTheWindow() throws Exception {
    Path files = Files.createDirectory(directory.resolve("replay"));
    try (var world = new World(directory, AcquisitionConfig.DEFAULTS, Duration.ZERO, 0);
        Acquisitions node = node(world, files)) {
      String name = "20171127T104156Z_77500_AA1_iq.wav";
      Files.write(files.resolve(name), SampleFiles.kiwi(100, 48_000.5, 999, 0));

      AcquisitionSnapshot ended =
          run(
              world,
              node,
              List.of(register(world, "AA1", "file:///" + name)),
              Duration.ofSeconds(30));

      Recording recording = ended.recordings().getFirst();
      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
      assertThat(requireNonNull(recording.failure()).reason()).isEqualTo("SHORT");
      assertThat(recording.samples().received()).isBetween(40_000L, 51_200L);
    }
  }

  private static AcquisitionSnapshot run(
      World world, Acquisitions node, List<Integer> ids, Duration window) throws Exception {
    UUID id = node.start(World.CALLER, "", World.plan(77_500, window, ids)).acquisition().id();
    var _ = world.follow(id);
    return node.get(id);
  }

  private static Acquisitions node(World world, Path files) {
    return Acquisitions.open(
        new Acquisitions.Needs(
            world.database.transactions(),
            new Drivers(List.of(new ReplayReceiver(Optional.of(files), InstantSource.system()))),
            SegmentSpool.open(files.resolveSibling("spool-of-files"), 1L << 30),
            world.store,
            world.link("replaying", 5),
            InstantSource.system()),
        AcquisitionConfig.DEFAULTS);
  }

  private static int register(World world, String name, String url) {
    return world
        .database
        .transactions()
        .inTransaction(tx ->
            new ReceiverRepository()
                .create(
                    tx,
                    "tester",
                    new ReceiverSpec(
                        "replay",
                        name,
                        url,
                        new ReceiverSpec.Location("", null),
                        ReceiverSpec.Activity.ACTIVE,
                        ReceiverSpec.TuningDefaults.NONE,
                        5,
                        0)))
        .id();
  }
}
