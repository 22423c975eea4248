package io.heimdall.client.cli.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "77.5kHz, 77500",
    "77.5 khz, 77500",
    "145.5MHz, 145500000",
    "145.5M, 145500000",
    "77500, 77500",
    "1.3GHz, 1300000000",
    "-2.5kHz, -2500",
    "+.5MHz, 500000",
    "7Hz, 7"
  })
  void readsFrequencies(String text, long hz) {
    assertThat(Units.frequencyHz(text)).isEqualTo(hz);
  }

  @Test
  void losesNoHertzOnTheWholeKilohertzGrid() {
    for (int khz = 1; khz <= 30_000; khz++) {
      String megahertz = "%d.%03dMHz".formatted(khz / 1000, khz % 1000);

      assertThat(Units.frequencyHz(megahertz)).isEqualTo(khz * 1000L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MHz", "77,5kHz", "77.5kHz!", "1e6", "12 34", "77.5 meters", "--3"})
  void refusesWhatIsNoFrequency(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Units.frequencyHz(text))
        .withMessageContaining("77.5kHz or 145.5MHz");
  }

  @Test
  void refusesAFractionOfAHertz() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Units.frequencyHz("77.50001kHz"))
        .withMessage("'77.50001kHz' is not a whole number of Hz, or too large a one.");
  }

  @ParameterizedTest
  @CsvSource({
    "10s, PT10S",
    "1m30s, PT1M30S",
    "1m 30s, PT1M30S",
    "500ms, PT0.5S",
    "1.5h, PT1H30M",
    "2d, PT48H",
    "10 min, PT10M",
    "250us, PT0.00025S",
    "250µs, PT0.00025S",
    "1ns, PT0.000000001S",
    "PT1M, PT1M"
  })
  void readsDurations(String text, Duration duration) {
    assertThat(Units.duration(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "10x", "-10s", "10s foo", "PTfoo", "0.1ns", "1m30"})
  void refusesWhatIsNoDuration(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Units.duration(text));
  }

  @Test
  void asksForTheUnitOfADuration() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Units.duration("10"))
        .withMessage("'10' has no unit; write a duration like 10s, 1m30s or 500ms.");
  }

  @ParameterizedTest
  @CsvSource({"12kS/s, 12000", "2.4MS/s, 2400000", "250ksps, 250000", "12001.5, 12001.5"})
  void readsSampleRates(String text, double hz) {
    assertThat(Units.sampleRateHz(text)).isEqualTo(hz);
  }

  @ParameterizedTest
  @CsvSource({"8MiB, 8388608", "500kB, 500000", "12, 12", "1GiB, 1073741824"})
  void readsSizes(String text, long bytes) {
    assertThat(Units.sizeBytes(text)).isEqualTo(bytes);
  }

  @Test
  void readsTimesAsInstantsOrAsLongAgo() {
    Instant now = Instant.parse("2025-11-21T12:00:00Z");

    assertThat(Units.instant("2025-11-21T10:00:00Z", now)).isEqualTo("2025-11-21T10:00:00Z");
    assertThat(Units.instant("2h", now)).isEqualTo("2025-11-21T10:00:00Z");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Units.instant("yesterday", now))
        .withMessageContaining("2h for two hours ago");
  }

  @ParameterizedTest
  @CsvSource({
    "77500, 77.5 kHz",
    "145500000, 145.5 MHz",
    "1001000, 1.001 MHz",
    "1296000001, 1.296000001 GHz",
    "999, 999 Hz",
    "-2500, -2.5 kHz",
    "10000000, 10 MHz"
  })
  void writesFrequenciesWithEveryDigit(long hz, String text) {
    assertThat(Units.frequency(hz)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT10S, 10s",
    "PT0.5S, 0.5s",
    "PT1M30S, 1m 30s",
    "PT10M, 10m",
    "PT24H, 24h 0m",
    "PT1H0.25S, 1h 0m 0.25s"
  })
  void writesDurationsAsItReadsThem(Duration duration, String text) {
    assertThat(Units.duration(duration)).isEqualTo(text);
    assertThat(Units.duration(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1 KiB",
    "8388608, 8 MiB",
    "1500, 1.5 KiB",
    "123456789012, 115 GiB"
  })
  void writesSizes(long bytes, String text) {
    assertThat(Units.size(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"-5kHz..5kHz, -5000, 5000", "0Hz:2.7kHz, 0, 2700", "5kHz, -2500, 2500"})
  void readsPassbands(String text, double low, double high) {
    assertThat(FrequencyRange.parse(text)).isEqualTo(new FrequencyRange(low, high));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5kHz..-5kHz", "1..2..3", "wide", "0"})
  void refusesWhatIsNoPassband(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> FrequencyRange.parse(text));
  }

  @Test
  void readsReceiverIdsInAnyOrderOnce() {
    assertThat(ReceiverIds.parse("7, 1,5-7").ids()).containsExactly(1, 5, 6, 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "a", "3-1", "1,,2", "1-", "1-5000"})
  void refusesWhatAreNoReceiverIds(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ReceiverIds.parse(text));
  }
}
