package io.heimdall.server.simulator.signal;

import static io.heimdall.server.simulator.signal.PhaseCode.CHIPS;
import static io.heimdall.server.simulator.signal.PhaseCode.CHIP_SECONDS;
import static io.heimdall.server.simulator.signal.PhaseCode.START_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PhaseCodeTest {

  private static double[] chips() {
    return IntStream.range(0, CHIPS)
        .mapToDouble(k -> PhaseCode.valueAt(START_SECONDS + (k + 0.5) * CHIP_SECONDS))
        .toArray();
  }

  @Test
  void isPlusOrMinusOneInTheMiddleOfEveryChip() {
    for (double chip : chips()) {
      assertThat(Math.abs(chip)).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void shiftsThePhaseAsOftenUpAsDown() {
    assertThat(Arrays.stream(chips()).sum()).isCloseTo(0, within(1e-9));
  }

  @Test
  void resemblesNoShiftedCopyOfItself() {
    double[] chips = chips();

    for (int shift = 1; shift < CHIPS; shift++) {
      double sum = 0;
      for (int k = 0; k < CHIPS; k++) {
        sum += chips[k] * chips[(k + shift) % CHIPS];
      }
      assertThat(Math.abs(sum)).as("shift %d", shift).isLessThan(CHIPS / 8.0);
    }
  }

  @Test
  void isSilentOutsideItsPartOfTheSecond() {
    assertThat(PhaseCode.valueAt(0)).isZero();
    assertThat(PhaseCode.valueAt(0.198)).isZero();
    assertThat(PhaseCode.valueAt(0.97)).isZero();
    assertThat(PhaseCode.valueAt(0.999999)).isZero();
  }

  @Test
  void neverJumps() {
    double step = 1e-5;

    for (double at = 0.19; at < 0.98; at += step) {
      assertThat(Math.abs(PhaseCode.valueAt(at + step) - PhaseCode.valueAt(at))).isLessThan(2e-2);
    }
  }
}
