package io.heimdall.server.receiver.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.db.receiver.ReceiverHistory;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.receiver.ReceiverSpec.TuningDefaults;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SuitabilityTest {

  private static Suitability of(@Nullable String check, ReceiverHistory history) {
    return Suitability.of(Receivers.with(1, null, check), history);
  }

  private static String check(boolean delivers, int free, boolean gps) {
    return "{\"reachable\": true, \"delivers_iq\": %b, \"free_slots\": %d, \"gps_good\": %b}"
        .formatted(delivers, free, gps);
  }

  @Test
  void isOneForAReceiverThatHasEverything() {
    Suitability best = of(Receivers.FREE, Receivers.GOOD);

    assertThat(best.score()).isCloseTo(1, within(1e-12));
    assertThat(best.uptime()).isEqualTo(1);
    assertThat(best.medianSnrDb()).isEqualTo(30);
    assertThat(best.reasons())
        .containsExactly(
            "Delivered at 100 % of the checks of the last 7 days.",
            "2 channels were free at the last check.",
            "Its samples carry GPS time.",
            "Median SNR around this frequency: 30.0 dB.");
  }

  @Test
  void takesTheMiddleWhereNothingIsKnown() {
    var bare =
        Suitability.of(
            Receivers.with(1, null, null, Activity.WHEN_PROVEN, TuningDefaults.NONE),
            ReceiverHistory.UNKNOWN);

    assertThat(bare.uptime()).isEqualTo(0.5);
    assertThat(bare.score())
        .isCloseTo(0.5 * 0.9 * 0.8 * (0.4 + 0.25 * 0.5 + 0.35 * 0.3), within(1e-12));
    assertThat(bare.reasons())
        .containsExactly(
            "Not checked within the last 7 days.",
            "Its band is not fully known.",
            "Whether it has GPS time is not known.",
            "No signal measured around this frequency within the last 30 days.",
            "It is inactive.");
  }

  @Test
  void fallsWithUptimeSlotsTimeAndSnr() {
    double best = of(check(true, 2, true), Receivers.GOOD).score();

    assertThat(of(check(true, 2, true), new ReceiverHistory(0.5, 30.0, "GPS_FIT")).score())
        .isCloseTo(best / 2, within(1e-12));
    assertThat(of(check(true, 0, true), Receivers.GOOD).score()).isCloseTo(best / 4, within(1e-12));
    assertThat(of(check(true, 2, false), new ReceiverHistory(1.0, 30.0, "HOST_ARRIVAL")).score())
        .isCloseTo(0.75, within(1e-12));
    assertThat(of(check(true, 2, true), new ReceiverHistory(1.0, 30.0, "GPS_STALE")).score())
        .isCloseTo(0.4 + 0.25 * 0.75 + 0.35, within(1e-12));
    assertThat(of(check(true, 2, true), new ReceiverHistory(1.0, 15.0, "GPS_FIT")).score())
        .isCloseTo(0.65 + 0.35 / 2, within(1e-12));
    assertThat(of(check(true, 2, true), new ReceiverHistory(1.0, -5.0, "GPS_FIT")).score())
        .isCloseTo(0.65, within(1e-12));
    assertThat(of(check(true, 2, true), new ReceiverHistory(0.0, 30.0, "GPS_FIT")).score())
        .isZero();
  }

  /// It had nothing to see stamps in.
  @Test
  void doesNotTakeACheckThatFailedForOneWithoutGps() {
    Suitability measured = of(check(false, 2, false), Receivers.GOOD);
    Suitability unknown = of(check(false, 2, false), new ReceiverHistory(1.0, 30.0, "NEW_CLASS"));

    assertThat(measured.reasons()).contains("Its samples carry GPS time.");
    assertThat(unknown.reasons()).contains("Whether it has GPS time is not known.");
  }
}
