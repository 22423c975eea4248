package io.heimdall.server.acquisition;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.receiver.SealedPasswords;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.server.receiver.ReceiverPasswords;
import io.heimdall.server.security.SealingKey;
import io.heimdall.server.security.Secret;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of an acquisition when one of its receivers cannot even be asked any more.
@Timeout(120)
class LostReceiverIT {

  @TempDir private static Path directory;

  @Test
  void costsItsOwnRecordingAndNoOther() throws Exception {
    try (var world = new World(directory, World.PATIENT, Duration.ZERO, 0);
        Simulator simulator = Simulator.start(SimulatorOptions.synthetic(4))) {
      List<Integer> ids = world.register(simulator);
      int removed = ids.get(0);
      int foreign = ids.get(1);
      int locked = ids.get(2);
      ReceiverSpec spec = world.specOf(foreign);
      String name = world.specOf(removed).name();
      UUID id = world.start(World.plan(7_040_000, Duration.ofSeconds(1), ids)).acquisition().id();
      world.update(foreign, withDriver(spec, "driver_of_tomorrow"));
      world
          .database
          .transactions()
          .runInTransaction(tx -> {
            new ReceiverRepository().delete(tx, removed, null);
            new SealedPasswords()
                .put(
                    tx,
                    Map.of(
                        locked,
                        new ReceiverPasswords(SealingKey.fresh())
                            .seal(locked, new Secret("hunter2"))));
          });

      AcquisitionSnapshot ended;
      try (Acquisitions _ = world.another("runner", 10, World.PATIENT)) {
        world.follow(id);
        ended = world.acquisitions.get(id);
      }

      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
      assertThat(ended.acquisition().run().begun()).as("no run broke off").isEqualTo(1);
      assertThat(failure(ended, removed))
          .isEqualTo(
              new Recording.Failure(
                  "UNREACHABLE",
                  "receiver %d (%s) has been removed from the registry".formatted(removed, name)));
      assertThat(failure(ended, foreign))
          .matches(failure -> failure.reason().equals("INTERNAL"))
          .matches(failure -> failure.message().contains("no driver 'driver_of_tomorrow'"));
      assertThat(failure(ended, locked))
          .matches(failure -> failure.reason().equals("PASSWORD"))
          .matches(failure -> failure.message().contains("HEIMDALL_SECRET_KEY"))
          .matches(failure -> !failure.toString().contains("hunter2"));
      assertThat(of(ended, ids.get(3)).state()).isEqualTo(RecordingState.DONE);
    }
  }

  private static ReceiverSpec withDriver(ReceiverSpec spec, String driver) {
    return new ReceiverSpec(
        driver,
        spec.name(),
        spec.url(),
        spec.location(),
        spec.activity(),
        spec.tuning(),
        spec.timeoutSeconds(),
        spec.retryCount());
  }

  private static Recording of(AcquisitionSnapshot ended, int receiverId) {
    return ended.recordings().stream()
        .filter(one -> one.id().receiverId() == receiverId)
        .findFirst()
        .orElseThrow();
  }

  private static Recording.Failure failure(AcquisitionSnapshot ended, int receiverId) {
    return requireNonNull(of(ended, receiverId).failure());
  }
}
