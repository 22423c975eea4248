package io.heimdall.server.artifact.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.artifact.usage.CallKey;
import io.heimdall.db.artifact.usage.Reads;
import io.heimdall.db.artifact.usage.Traffic;
import io.heimdall.db.artifact.usage.TrafficKey;
import io.heimdall.db.artifact.usage.Transfers;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UsageTallyTest {

  private static final LocalDate DAY = LocalDate.of(2025, 11, 21);
  private static final Traffic ONE = Traffic.downloads(new Transfers(1, 10, 2));

  private final UsageTally tally = new UsageTally();

  @Test
  void takesOutWhatWasAddedOnce() {
    var key = new TrafficKey("ann", DAY, "a/b");
    var call = new CallKey("ann", DAY, "GetArtifact", CallKey.NONE);
    var artifact = UUID.randomUUID();
    var early = Instant.parse("2025-11-21T10:00:00Z");
    tally.add(key, ONE);
    tally.add(key, ONE);
    tally.add(call, 1L);
    tally.add(artifact, new Reads(1, early.plusSeconds(1)));
    tally.add(artifact, new Reads(1, early));

    UsageTally.Counted counted = tally.take();

    assertThat(counted.traffic()).containsExactly(Map.entry(key, ONE.plus(ONE)));
    assertThat(counted.calls()).containsExactly(Map.entry(call, 1L));
    assertThat(counted.reads())
        .containsExactly(Map.entry(artifact, new Reads(2, early.plusSeconds(1))));
    assertThat(tally.take().empty()).isTrue();

    tally.add(key, ONE);
    tally.putBack(counted);
    assertThat(tally.take().traffic()).containsExactly(Map.entry(key, ONE.plus(ONE).plus(ONE)));
  }

  @Test
  void staysSmallAndSaysWhatItLost() {
    for (int i = 0; i < UsageTally.MOST; i++) {
      tally.add(new TrafficKey("ann", DAY, "x/" + i), ONE);
      tally.add(new UUID(0, i), new Reads(1, Instant.EPOCH));
    }
    assertThat(tally.takeLost()).isZero();

    tally.add(new TrafficKey("ann", DAY, "x/0"), ONE);
    tally.add(new UUID(0, 0), new Reads(1, Instant.EPOCH));
    assertThat(tally.takeLost()).isZero();

    tally.add(new TrafficKey("ann", DAY, "y/0"), ONE);
    tally.add(new UUID(1, 0), new Reads(1, Instant.EPOCH));
    assertThat(tally.takeLost()).isEqualTo(2);
    UsageTally.Counted counted = tally.take();
    assertThat(counted.traffic()).hasSize(UsageTally.MOST);
    assertThat(counted.reads()).hasSize(UsageTally.MOST);
  }

  @Test
  void tellsNoTypesApartForWhichThereIsNoRoom() {
    tally.add(new TrafficKey("ann", DAY, TrafficKey.OTHER), ONE);
    for (int i = 1; i < UsageTally.MOST; i++) {
      tally.add(new TrafficKey("ann", DAY, "x/" + i), ONE);
    }

    tally.add(new TrafficKey("ann", DAY, "y/0"), ONE);

    assertThat(tally.takeLost()).isZero();
    assertThat(tally.take().traffic())
        .hasSize(UsageTally.MOST)
        .containsEntry(new TrafficKey("ann", DAY, TrafficKey.OTHER), ONE.plus(ONE));
  }
}
