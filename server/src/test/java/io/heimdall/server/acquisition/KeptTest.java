package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.SampleCounts;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.db.recording.TimeAnchor;
import io.heimdall.server.iq.Gap;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeptTest {

  private static final Gap INSIDE = new Gap(40, 10, Gap.Cause.OVERFLOW);

  @Test
  void listsTheLossAfterTheLastSegmentThatIsStored() {
    Kept kept = Kept.in(List.of(segment()), List.of(INSIDE), 300);

    Gap rest = new Gap(100, 200, Gap.Cause.STORAGE);
    assertThat(kept.unlisted()).containsExactly(rest);
    assertThat(kept.gaps()).containsExactly(INSIDE, rest);
    assertThat(kept.counts()).isEqualTo(new SampleCounts(300, 90, 210));
  }

  @Test
  void countsALossThatWasListedWithTheSegmentBeforeItOnce() {
    Gap after = new Gap(100, 50, Gap.Cause.DISCONNECT);

    Kept kept = Kept.in(List.of(segment()), List.of(INSIDE, after), 300);

    assertThat(kept.unlisted()).containsExactly(new Gap(150, 150, Gap.Cause.STORAGE));
    assertThat(kept.counts()).isEqualTo(new SampleCounts(300, 90, 210));
  }

  @Test
  void losesEverythingWhereNothingIsStored() {
    Kept kept = Kept.in(List.of(), List.of(), 300);

    assertThat(kept.unlisted()).containsExactly(new Gap(0, 300, Gap.Cause.STORAGE));
    assertThat(kept.counts()).isEqualTo(new SampleCounts(300, 0, 300));
  }

  /// Samples 0 to 99, of which 40 to 49 are missing.
  private static Segment segment() {
    return new Segment(
        new RecordingId(new UUID(0, 1), 1, 0),
        0,
        1,
        "sessions/one.npy",
        List.of(new SampleRun(0, 40), new SampleRun(50, 50)),
        new Segment.StoredObject(1, "00", List.of()),
        new TimeAnchor(0, 0, 12_000));
  }
}
