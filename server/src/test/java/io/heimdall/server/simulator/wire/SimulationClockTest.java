package io.heimdall.server.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.simulator.signal.Epoch;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SimulationClockTest {

  private Instant now = Instant.parse("2026-11-21T02:00:00.25Z");
  private long nanos = 5;

  private SimulationClock clock(double speed) {
    return new SimulationClock(() -> now, () -> nanos, speed);
  }

  private void pass(long milliseconds) {
    now = now.plusMillis(milliseconds);
    nanos += milliseconds * 1_000_000;
  }

  @Test
  void startsAtTheHostsSecondWhenTheFirstClientConnects() {
    SimulationClock clock = clock(1);
    pass(60_000);

    var running = clock.connect();

    assertThat(running.epoch()).isEqualTo(new Epoch(now.getEpochSecond(), 0.25));
    assertThat(running.seconds()).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void runsOnForClientsThatComeLater() {
    SimulationClock clock = clock(1);
    var first = clock.connect();
    pass(3_500);

    var second = clock.connect();

    assertThat(second).isSameAs(first);
    assertThat(second.seconds()).isCloseTo(3.75, within(1e-9));
  }

  @Test
  void startsAgainOnceAllHaveLeft() {
    SimulationClock clock = clock(1);
    clock.connect();
    clock.connect();
    clock.disconnect();
    pass(2_000);
    assertThat(clock.connect().seconds()).isCloseTo(2.25, within(1e-9));
    clock.disconnect();
    clock.disconnect();

    assertThat(clock.connect().seconds()).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void runsAsFastAsItIsTold() {
    var running = clock(10).connect();
    pass(500);

    assertThat(running.seconds()).isCloseTo(5.25, within(1e-9));
    assertThat(running.nanosUntil(6.25)).isEqualTo(100_000_000);
    assertThat(running.nanosUntil(4.25)).isNegative();
  }

  @Test
  void pacesNothingAtSpeedZero() {
    assertThat(clock(0).connect().paced()).isFalse();
    assertThat(clock(0.5).connect().paced()).isTrue();
  }
}
