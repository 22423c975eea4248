package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BasebandTraceTest {

  private static BasebandTrace trace(Signals signals, double rateHz, double seconds) {
    var trace = new BasebandTrace(rateHz, seconds);
    for (int n = 0; n < signals.i.length; n += 1_000) {
      trace.accept(signals.i, signals.q, n, Math.min(1_000, signals.i.length - n));
    }
    return trace;
  }

  @Test
  void keepsSamplesOfALowRateAsTheyAre() {
    var signals = new Signals(5_000, 12_000).noise(1e-6, new Random(1));

    BasebandTrace trace = trace(signals, 12_000, 1);

    assertThat(trace.step()).isEqualTo(1);
    assertThat(trace.size()).isEqualTo(5_000);
    assertThat(Arrays.copyOf(trace.i(), 5_000)).isEqualTo(signals.i);
    assertThat(Arrays.copyOf(trace.q(), 5_000)).isEqualTo(signals.q);
  }

  @Test
  void keepsATonesPhaseAtTheTimesItKeeps() {
    double rate = 250_000;
    var signals = new Signals(250_000, rate).tone(500, 0.5, 0.3);

    BasebandTrace trace = trace(signals, rate, 1);

    assertThat(trace.step()).isEqualTo(25);
    int reach = 4;
    double amplitude = Math.hypot(trace.i()[reach], trace.q()[reach]);
    assertThat(amplitude).isBetween(0.45, 0.55);
    for (int k = reach; k < trace.size(); k++) {
      double angle = 2 * Math.PI * 500 * k * 25 / rate + 0.3;
      assertThat(trace.i()[k]).isCloseTo((float) (amplitude * Math.cos(angle)), within(2e-5f));
      assertThat(trace.q()[k]).isCloseTo((float) (amplitude * Math.sin(angle)), within(2e-5f));
    }
  }

  /// 10,500 Hz would fall on 500 Hz at the rate of 10 kHz that is kept.
  @Test
  void hearsNothingOfWhatWouldAlias() {
    double rate = 250_000;
    var signals = new Signals(100_000, rate).tone(10_500, 1, 0).tone(-63_200, 1, 0);

    BasebandTrace trace = trace(signals, rate, 1);

    for (int k = 4; k < trace.size(); k++) {
      double power = Math.pow(trace.i()[k], 2) + Math.pow(trace.q()[k], 2);
      assertThat(Decibels.of(power)).isLessThan(-70);
    }
  }

  @Test
  void countsLostSamplesAndKeepsNothingOfThem() {
    var signals = new Signals(1_000, 12_000).tone(0, 1, 0);
    var trace = new BasebandTrace(12_000, 1);

    trace.accept(signals.i, signals.q, 0, 1_000);
    trace.gap(500);
    trace.accept(signals.i, signals.q, 0, 1_000);

    assertThat(trace.size()).isEqualTo(2_500);
    for (int k = 0; k < 2_500; k++) {
      assertThat(Float.isNaN(trace.i()[k])).as("%d", k).isEqualTo(k >= 1_000 && k < 1_500);
    }
  }

  @Test
  void losesWithAFilterWhatItsLossTouches() {
    var signals = new Signals(10_000, 100_000).tone(0, 1, 0);
    var trace = new BasebandTrace(100_000, 1);

    trace.accept(signals.i, signals.q, 0, 10_000);
    trace.gap(1);
    trace.accept(signals.i, signals.q, 0, 10_000);

    assertThat(trace.step()).isEqualTo(10);
    for (int k = 4; k < trace.size(); k++) {
      boolean touched = Math.abs(k * 10 - 10_000) <= 40;
      assertThat(Float.isNaN(trace.i()[k])).as("%d", k).isEqualTo(touched);
    }
  }

  @Test
  void keepsNoMoreThanItWasMadeFor() {
    var trace = new BasebandTrace(12_000, 0.1);

    trace.gap(Long.MAX_VALUE);
    trace.accept(new float[100], new float[100], 0, 100);

    assertThat(trace.size()).isEqualTo(1_201);
    assertThatThrownBy(() -> new BasebandTrace(12_000, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
