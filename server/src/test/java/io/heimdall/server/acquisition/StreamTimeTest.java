package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.iq.IqBlock;
import org.junit.jupiter.api.Test;

final class StreamTimeTest {

  private static final double RATE_HZ = 12_000;
  private static final long T = 1_700_000_000_000_000_000L;

  @Test
  void datesByArrivalWithoutStamps() {
    var time = new StreamTime(RATE_HZ);
    IqBlock block = block(0, 12);
    block.arrivalUtcNanos(T);

    time.follow(block);

    assertThat(time.stamped()).isFalse();
    assertThat(time.endUtcNanos(block)).isEqualTo(T);
    assertThat(time.startUtcNanos(block)).isEqualTo(T - 1_000_000);
  }

  @Test
  void trustsTheLeastLateArrival() {
    var time = new StreamTime(RATE_HZ);
    IqBlock early = block(0, 12);
    early.arrivalUtcNanos(T);
    IqBlock late = block(12, 12);
    late.arrivalUtcNanos(T + 50_000_000);

    time.follow(early);
    time.follow(late);

    assertThat(time.endUtcNanos(late)).isCloseTo(T + 1_000_000, within(200L));
  }

  @Test
  void followsAnArrivalThatIsEarlier() {
    var time = new StreamTime(RATE_HZ);
    IqBlock late = block(0, 12);
    late.arrivalUtcNanos(T + 50_000_000);
    IqBlock early = block(12, 12);
    early.arrivalUtcNanos(T);

    time.follow(late);
    time.follow(early);

    assertThat(time.endUtcNanos(early)).isEqualTo(T);
  }

  @Test
  void datesByTheLatestStampAcrossBlocksWithoutOne() {
    var time = new StreamTime(RATE_HZ);
    IqBlock stamped = block(0, 12);
    stamped.stamp(T, 3);
    IqBlock bare = block(24, 12);
    bare.arrivalUtcNanos(T + 999_000_000);

    time.follow(stamped);
    time.follow(bare);

    assertThat(time.startUtcNanos(bare)).isEqualTo(T + 2_000_000);
  }

  @Test
  void findsTheFirstSampleNotBeforeATime() {
    var time = new StreamTime(RATE_HZ);
    IqBlock block = block(100, 12);
    block.stamp(T, 3);
    time.follow(block);

    assertThat(time.firstSampleAtOrAfter(block, T)).isEqualTo(100);
    assertThat(time.firstSampleAtOrAfter(block, T + 1_000)).isEqualTo(101);
    assertThat(time.firstSampleAtOrAfter(block, T + 83_333)).isEqualTo(101);
    assertThat(time.firstSampleAtOrAfter(block, T - 1_000_000)).isEqualTo(88);
  }

  private static IqBlock block(long first, int count) {
    var block = new IqBlock(count);
    block.begin(first);
    block.count(count);
    return block;
  }
}
