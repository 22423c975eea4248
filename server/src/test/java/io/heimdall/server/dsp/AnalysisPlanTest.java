package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnalysisPlanTest {

  @Test
  void cutsTheBandToWhatTheRateCanHold() {
    var plan = AnalysisPlan.ofBand(12_000, -10_000, 7000);

    assertThat(plan.bandLowHz()).isEqualTo(-6000);
    assertThat(plan.bandHighHz()).isEqualTo(6000);
    assertThat(plan.referenceBandwidthHz()).isEqualTo(2500);
    assertThat(plan.targetBandwidthHz()).isNull();
    assertThat(plan.dc()).isEqualTo(AnalysisPlan.Dc.SIGNAL);
  }

  @Test
  void namesATargetAndLeavesDcOut() {
    var plan = AnalysisPlan.ofBand(12_000, -5000, 5000).withTarget(500).withoutDc();

    assertThat(plan.targetBandwidthHz()).isEqualTo(500);
    assertThat(plan.dc()).isEqualTo(AnalysisPlan.Dc.OFFSET);
  }

  @ParameterizedTest
  @CsvSource({
    "0, -1, 1, , 2500, a positive sample rate",
    "NaN, -1, 1, , 2500, a positive sample rate",
    "Infinity, -1, 1, , 2500, a positive sample rate",
    "12000, 10, 10, , 2500, its low end first",
    "12000, 7000, 8000, , 2500, lies outside",
    "12000, -10, 10, 0, 2500, a positive target bandwidth",
    "12000, -10, 10, , -1, a positive reference bandwidth"
  })
  void refusesWhatCannotBeAnalysed(
      double rate, double low, double high, Double target, double reference, String reason) {
    assertThatThrownBy(
            () -> new AnalysisPlan(rate, low, high, target, reference, AnalysisPlan.Dc.SIGNAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
