package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.recording.RecordingId;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.TimingClass;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class SampleTapTest {

  private static final SampleAnchor ANCHOR =
      new SampleAnchor(0, 0, 12_000, TimingClass.GPS_FIT, 10, 5, 9, 1);

  /// Four samples and what a chunk takes besides.
  private static final int BLOCK_BYTES = 4 * 8 + 128;

  private final LiveTaps taps = new LiveTaps();

  @Test
  void copiesOnlyTheSamplesOfItsReceivers() throws Exception {
    SampleTap tap = tap(Set.of(2), 4);
    IqBlock block = block();

    taps.feed(recording(1), 0, block, 0, 4, ANCHOR);
    taps.feed(recording(2), 70, block, 1, 2, ANCHOR);
    block.i()[1] = -1;
    SampleTap.Chunk chunk = tap.take();

    assertThat(chunk).isNotNull();
    assertThat(chunk.receiverId()).isEqualTo(2);
    assertThat(chunk.firstSample()).isEqualTo(70);
    assertThat(chunk.i()).containsExactly(0.1f, 0.2f);
    assertThat(chunk.q()).containsExactly(0.5f, 0.6f);
  }

  @Test
  void losesTheNewestWhenItsListenerIsSlow() throws Exception {
    SampleTap tap = tap(Set.of(1), 2);

    for (int n = 0; n < 5; n++) {
      taps.feed(recording(1), n * 4L, block(), 0, 4, ANCHOR);
    }
    taps.end();

    assertThat(firstOfNext(tap)).isZero();
    assertThat(firstOfNext(tap)).isEqualTo(4);
    assertThat(tap.take()).isNull();
  }

  @Test
  void endsWhenTheLastOfItsReceiversHasEnded() throws Exception {
    SampleTap tap = tap(Set.of(1, 2), 4);

    taps.hopEnded(recording(1));
    taps.receiverEnded(1);
    taps.feed(recording(2), 8, block(), 0, 4, ANCHOR);
    taps.hopEnded(recording(2));
    taps.receiverEnded(2);
    taps.end();

    assertThat(firstOfNext(tap)).isEqualTo(8);
    assertThat(tap.take()).isNull();
  }

  @Test
  void saysHowMuchItsListenerMissed() throws Exception {
    SampleTap tap = tap(Set.of(1), 1);
    taps.feed(recording(1), 0, block(), 0, 4, ANCHOR);
    taps.feed(recording(1), 4, block(), 0, 4, ANCHOR);
    taps.feed(recording(1), 8, block(), 0, 3, ANCHOR);
    assertThat(firstOfNext(tap)).isZero();

    taps.feed(recording(1), 11, block(), 0, 4, ANCHOR);
    SampleTap.Chunk chunk = tap.take();

    assertThat(chunk).isNotNull();
    assertThat(chunk.gapsBefore()).containsExactly(new Gap(4, 7, Gap.Cause.OVERFLOW));
  }

  @Test
  void statesTheLossesOfTheRecordingAlsoAtItsEnd() throws Exception {
    SampleTap tap = tap(Set.of(1), 4);
    taps.feed(recording(1), 0, block(), 0, 4, ANCHOR);
    taps.lost(recording(1), new Gap(4, 2, Gap.Cause.SEQUENCE));
    taps.feed(recording(1), 6, block(), 0, 4, ANCHOR);
    taps.lost(recording(1), new Gap(10, 90, Gap.Cause.DISCONNECT));
    taps.hopEnded(recording(1));
    taps.receiverEnded(1);

    assertThat(firstOfNext(tap)).isZero();
    assertThat(gapsOfNext(tap)).containsExactly(new Gap(4, 2, Gap.Cause.SEQUENCE));
    assertThat(gapsOfNext(tap)).containsExactly(new Gap(10, 90, Gap.Cause.DISCONNECT));
    assertThat(tap.take()).isNull();
  }

  private static List<Gap> gapsOfNext(SampleTap tap) throws InterruptedException {
    SampleTap.Chunk chunk = tap.take();
    assertThat(chunk).isNotNull();
    return chunk.gapsBefore();
  }

  @Test
  void isOverAtOnceForWhoComesAfterTheEnd() throws Exception {
    taps.end();

    SampleTap tap = tap(Set.of(1), 4);

    assertThat(tap.take()).isNull();
  }

  @Test
  void isNotFedOnceClosed() throws Exception {
    SampleTap tap = tap(Set.of(1), 4);

    tap.close();
    taps.feed(recording(1), 0, block(), 0, 4, ANCHOR);
    tap.end();

    assertThat(tap.take()).isNull();
  }

  private SampleTap tap(Set<Integer> receivers, int capacity) {
    var tap = new SampleTap(receivers, capacity * BLOCK_BYTES, taps);
    taps.add(tap);
    return tap;
  }

  private static long firstOfNext(SampleTap tap) throws InterruptedException {
    SampleTap.Chunk chunk = tap.take();
    assertThat(chunk).isNotNull();
    return chunk.firstSample();
  }

  private static IqBlock block() {
    var block = new IqBlock(4);
    for (int n = 0; n < 4; n++) {
      block.i()[n] = n * 0.1f;
      block.q()[n] = 0.4f + n * 0.1f;
    }
    block.count(4);
    return block;
  }

  private static RecordingId recording(int receiverId) {
    return new RecordingId(new UUID(0, 1), receiverId, 0);
  }
}
