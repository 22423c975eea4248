package io.heimdall.server.simulator.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CounterSignalTest {
  private static final long SECOND = 1_000_000_000L;

  private final Site site = Site.network(3, 5).get(2);
  private final CounterSignal signal = new CounterSignal(site, 5);
  private final CounterClock clock = signal.clock();

  @Test
  void aNumberComesBackFromItsSample() {
    var random = new SplittableRandom(3);
    for (int round = 0; round < 100_000; round++) {
      long number = random.nextLong(1L << 45);
      int code = CounterCode.encode(number);
      long near = number + random.nextLong(-(1L << 31) + 1, 1L << 31);

      assertThat(CounterCode.decode(CounterCode.i(code), CounterCode.q(code), near))
          .isEqualTo(number);
    }
  }

  @Test
  void noTwoNumbersShareASample() {
    var codes = new HashSet<Integer>();
    for (int number = 0; number < 1 << 18; number++) {
      assertThat(codes.add(CounterCode.encode(number))).isTrue();
    }
  }

  @Test
  void numbersAndTimesFollowFromEachOther() {
    var random = new SplittableRandom(4);
    for (int round = 0; round < 10_000; round++) {
      long number = random.nextLong(1L << 40);
      long nanos = clock.utcNanos(number);

      assertThat(clock.numberFrom(nanos)).isEqualTo(number);
      assertThat(clock.numberFrom(nanos + 2)).isEqualTo(number + 1);
    }
  }

  @Test
  void samplesDoNotDependOnWhenTheClockWasSet() {
    long now = Instant.parse("2026-11-21T05:00:00.25Z").getEpochSecond();
    var early = new Epoch(now, 0.25);
    var late = new Epoch(now + 77, 0.5);
    FrameSource frames = signal.frames();
    long number = frames.joinAt(late, 3.5);
    var one = new SampleBlock();
    var other = new SampleBlock();

    frames.render(early, number, Tuner.to(7_000_000), one);
    frames.render(late, number, Tuner.to(9_000_000), other);

    assertThat(one.iq()).isEqualTo(other.iq());
    assertThat(one.gpsSecond()).isEqualTo(other.gpsSecond());
    assertThat(one.gpsNanos()).isEqualTo(other.gpsNanos());
    assertThat(frames.completeAt(early, number) - frames.completeAt(late, number)).isEqualTo(77);
  }

  @Test
  void stampsAreTheTimesOfTheirSamples() {
    var epoch = new Epoch(1_795_000_000L, 0);
    FrameSource frames = signal.frames();
    long number = frames.joinAt(epoch, 10);
    var block = new SampleBlock();

    frames.render(epoch, number, Tuner.to(7_000_000), block);

    long utc = clock.utcNanos(number);
    long gps = utc / SECOND - Epoch.GPS_ZERO_UTC_SECOND + Epoch.GPS_MINUS_UTC_SECONDS;
    assertThat(utc)
        .isBetween(epoch.utcSecond() * SECOND + 10 * SECOND, (epoch.utcSecond() + 11) * SECOND);
    assertThat((long) block.gpsSecond()).isEqualTo(gps % 604_800);
    assertThat((long) block.gpsNanos())
        .isCloseTo(utc % SECOND, org.assertj.core.data.Offset.offset(400L));
    assertThat(signal.statedRateHz())
        .isCloseTo(clock.rateHz(), org.assertj.core.data.Offset.offset(0.021));
  }
}
