package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.recording.RecordingId;
import io.heimdall.server.iq.Gap;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LossNotesTest {

  private static final UUID ACQUISITION = UUID.randomUUID();

  @Test
  void keepsApartWhatLiesApart() {
    var notes = new LossNotes(10);

    notes.add(id(1), gap(0, 10));
    notes.add(id(1), gap(20, 10));
    notes.add(id(2), gap(30, 10));

    assertThat(notes.takeAll()).containsExactly(lost(1, 0, 10), lost(1, 20, 10), lost(2, 30, 10));
    assertThat(notes.takeAll()).isEmpty();
  }

  @Test
  void joinsALossToTheOneItContinues() {
    var notes = new LossNotes(10);

    notes.add(id(1), gap(0, 10));
    notes.add(id(1), gap(10, 5));
    notes.add(id(1), new Gap(15, 5, Gap.Cause.OVERFLOW));

    assertThat(notes.takeAll())
        .containsExactly(
            lost(1, 0, 15), new RunEvent.SamplesLost(1, 0, new Gap(15, 5, Gap.Cause.OVERFLOW)));
  }

  @Test
  void leavesNoSampleOutWhenThereAreTooMany() {
    var notes = new LossNotes(100);

    for (int n = 0; n < 10_000; n++) {
      notes.add(id(n % 3), gap(20L * n, 7));
    }
    List<RunEvent> taken = notes.takeAll();

    assertThat(taken.size()).isLessThanOrEqualTo(100);
    for (int receiver = 0; receiver < 3; receiver++) {
      int id = receiver;
      long samples =
          taken.stream()
              .map(RunEvent.SamplesLost.class::cast)
              .filter(one -> one.receiverId() == id)
              .mapToLong(one -> one.gap().sampleCount())
              .sum();
      assertThat(samples).isEqualTo(7L * (id == 0 ? 3334 : 3333));
    }
    assertThat(taken)
        .extracting(one -> ((RunEvent.SamplesLost) one).gap().firstSample())
        .isSorted();
  }

  private static RecordingId id(int receiver) {
    return new RecordingId(ACQUISITION, receiver, 0);
  }

  private static Gap gap(long first, long count) {
    return new Gap(first, count, Gap.Cause.SEQUENCE);
  }

  private static RunEvent lost(int receiver, long first, long count) {
    return new RunEvent.SamplesLost(receiver, 0, gap(first, count));
  }
}
