package io.heimdall.server.receiver.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.db.receiver.Position;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeStationsTest {

  private static String chosen(String stations, Receiver receiver) {
    return TimeStations.named(stations)
        .carrierFor(receiver)
        .map(carrier -> carrier.station().name() + " " + carrier.frequencyHz())
        .orElse("none");
  }

  private static Receiver covering(
      long lowHz, long highHz, @Nullable Double latitude, @Nullable Double longitude) {
    var position =
        latitude == null || longitude == null ? null : new Position(latitude, longitude, null);
    return ScriptedStation.receiver(position, lowHz, highHz);
  }

  @ParameterizedTest
  @CsvSource({
    "47.4, 8.5, DCF77 77500",
    "53.5, -2.2, MSF 60000",
    "39.7, -105.0, WWV 10000000",
    "45.4, -75.7, CHU 7850000",
    "21.3, -157.9, WWVH 10000000",
    "55.0, 82.9, RWM 9996000",
    "-41.3, 174.8, WWVH 10000000"
  })
  void testsOnTheNearestStation(double latitude, double longitude, String expected) {
    assertThat(chosen("", covering(10_000, 30_000_000, latitude, longitude))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "100000, 30000000, RWM 9996000",
    "12000000, 30000000, RWM 14996000",
    "50000, 70000, MSF 60000",
    "24000000, 26000000, WWV 25000000",
    "24000000, 24900000, none"
  })
  void testsOnlyOnWhatTheReceiverCovers(long lowHz, long highHz, String expected) {
    assertThat(chosen("", covering(lowHz, highHz, 47.4, 8.5))).isEqualTo(expected);
  }

  @Test
  void takesLongWavesFarAwayOnlyWhereThereIsNothingElse() {
    assertThat(chosen("", covering(50_000, 100_000, -33.9, 18.4))).isEqualTo("DCF77 77500");
  }

  @Test
  void takesTheFirstWhereNobodyKnowsWhereTheReceiverStands() {
    assertThat(chosen("", covering(10_000, 30_000_000, null, null))).isEqualTo("DCF77 77500");
  }

  @Test
  void knowsStationsByNameAndFrequency() {
    Receiver wide = covering(0, 30_000_000, 47.4, 8.5);

    assertThat(chosen("wwv", wide)).isEqualTo("WWV 10000000");
    assertThat(chosen(" WWV  2500 ", wide)).isEqualTo("WWV 2500000");
    assertThat(chosen("dcf77 77.5", wide)).isEqualTo("DCF77 77500");
    assertThat(chosen("CHU 14670.0", wide)).isEqualTo("CHU 14670000");
    assertThat(chosen("WWV 20000", covering(0, 15_000_000, 47.4, 8.5))).isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BBC", "WWV 7000", "WWV ten", "WWV 10000 5000", "MSF 77.5"})
  void refusesStationsThereAreNot(String station) {
    var refused = catchThrowableOfType(FailureException.class, () -> TimeStations.named(station));

    assertThat(refused).isNotNull();
    assertThat(refused.failure()).isInstanceOf(Failure.Invalid.class);
    assertThat(refused.failure().reason()).isEqualTo(Reason.TIME_STATION_UNKNOWN);
    assertThat(refused.failure().toString())
        .contains("'" + station + "'")
        .contains("DCF77 (77.5 kHz)")
        .contains("CHU (3330, 7850, 14670 kHz)");
  }
}
