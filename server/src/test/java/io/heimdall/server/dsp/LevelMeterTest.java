package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class LevelMeterTest {

  private final LevelMeter meter = new LevelMeter();

  private void accept(float[] i, float[] q) {
    meter.accept(i, q, 0, i.length);
  }

  @Test
  void readsZeroForAFullScaleExponential() {
    var tone = new Signals(12_000, 12_000).tone(1000, 1, 0.3);

    accept(tone.i, tone.q);

    var level = meter.level();
    assertThat(level.samples()).isEqualTo(12_000);
    assertThat(level.totalPowerDbfs()).isCloseTo(0.0, within(1e-6));
    assertThat(level.crestDb()).isCloseTo(0.0, within(1e-6));
    assertThat(level.dcI()).isCloseTo(0.0, within(1e-7));
  }

  @Test
  void tellsPeakFromMean() {
    accept(new float[] {1, 0, 0, 0}, new float[] {1, 0, 0, 0});

    var level = meter.level();
    assertThat(level.totalPowerDbfs()).isCloseTo(Decibels.of(0.5), within(1e-12));
    assertThat(level.peakDbfs()).isCloseTo(Decibels.of(2), within(1e-12));
    assertThat(level.crestDb()).isCloseTo(Decibels.of(4), within(1e-12));
    assertThat(level.dcI()).isEqualTo(0.25);
    assertThat(level.dcQ()).isEqualTo(0.25);
  }

  @Test
  void countsTheLastTwoCodesAsClipped() {
    float[] i = {32767 / 32768f, 32766 / 32768f, 32765 / 32768f, -1, 0, 0};
    float[] q = {0, 0, 0, 0, -32766 / 32768f, 0.5f};

    accept(i, q);

    assertThat(meter.level().clipFraction()).isEqualTo(4 / 6.0);
  }

  @Test
  void countsClipsOfEveryBlock() {
    accept(new float[] {1, 1}, new float[2]);
    accept(new float[] {0, 0}, new float[2]);
    accept(new float[] {0, 1}, new float[2]);

    assertThat(meter.level().clipFraction()).isEqualTo(0.5);
  }

  @Test
  void hasNoLevelsInSilence() {
    accept(new float[100], new float[100]);

    var level = meter.level();
    assertThat(meter.silent()).isTrue();
    assertThat(level.totalPowerDbfs()).isNull();
    assertThat(level.peakDbfs()).isNull();
    assertThat(level.crestDb()).isNull();
    assertThat(level.clipFraction()).isZero();
    assertThat(level.dcI()).isZero();
  }

  @Test
  void hasNothingWithoutSamplesOrWithSuchAsAreNotNumbers() {
    assertThat(meter.level())
        .isEqualTo(new SignalMetrics.Level(0, null, null, null, null, null, null));

    float[] bad = {1, Float.NaN, 1};
    accept(bad, new float[3]);

    assertThat(meter.finite()).isFalse();
    assertThat(meter.level())
        .isEqualTo(new SignalMetrics.Level(3, null, null, null, null, null, null));
  }

  @Test
  void isTheSameForBlocksOfAnySize() {
    var samples = new Signals(1000, 1000).tone(10, 0.5, 0);
    var blocks = new LevelMeter();
    for (int n = 0; n < 1000; n += 100) {
      blocks.accept(samples.i, samples.q, n, 100);
    }

    accept(samples.i, samples.q);

    assertThat(blocks.level().totalPowerDbfs())
        .isCloseTo(meter.level().totalPowerDbfs(), within(1e-12));
    assertThat(blocks.level().peakDbfs()).isEqualTo(meter.level().peakDbfs());
  }

  @Test
  void readsAConstant() {
    float[] constant = new float[64];
    Arrays.fill(constant, 0.5f);

    accept(constant, constant);

    assertThat(meter.level().dcQ()).isEqualTo(0.5);
    assertThat(meter.level().crestDb()).isZero();
  }
}
