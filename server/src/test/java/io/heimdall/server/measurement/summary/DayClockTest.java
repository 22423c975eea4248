package io.heimdall.server.measurement.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DayClockTest {

  private static final long SEED = 20_251_123;

  @Test
  void tellsTheHourOfEveryZone() {
    var random = new Random(SEED);
    for (String name :
        List.of("UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Tokyo")) {
      ZoneId zone = ZoneId.of(name);
      var clock = new DayClock(zone);
      for (int round = 0; round < 1_000; round++) {
        long micros = random.nextLong(-1_000_000_000_000_000L, 2_000_000_000_000_000L);

        assertThat(clock.hourOfDay(micros))
            .as("%s in %s, seed %d", TimeRange.instant(micros), name, SEED)
            .isEqualTo(TimeRange.instant(micros).atZone(zone).getHour());
      }
    }
  }

  @Test
  void changesTheHourWithTheClocks() {
    var clock = new DayClock(ZoneId.of("Europe/Berlin"));
    long change = TimeRange.micros(Instant.parse("2025-03-30T01:00:00Z"));

    assertThat(clock.hourOfDay(change - 1)).isEqualTo(1);
    assertThat(clock.hourOfDay(change)).isEqualTo(3);
    assertThat(clock.hourOfDay(change - 1)).isEqualTo(1);
  }

  @Test
  void sharesHoursOfZonesOnTheHourAlone() {
    long hour = TimeRange.micros(Instant.parse("2025-06-01T12:00:00Z"));

    assertThat(new DayClock(ZoneId.of("UTC")).sharesHour(hour)).isTrue();
    assertThat(new DayClock(ZoneId.of("Europe/Berlin")).sharesHour(hour)).isTrue();
    assertThat(new DayClock(ZoneId.of("Asia/Kathmandu")).sharesHour(hour)).isFalse();
  }

  @Test
  void sharesNoHourInWhichClocksChange() {
    // By half an hour, at 15:00 and 15:30 of UTC.
    var clock = new DayClock(ZoneId.of("Australia/Lord_Howe"));

    assertThat(clock.sharesHour(TimeRange.micros(Instant.parse("2025-04-05T14:00:00Z")))).isTrue();
    assertThat(clock.sharesHour(TimeRange.micros(Instant.parse("2025-04-05T15:00:00Z")))).isFalse();
    assertThat(clock.sharesHour(TimeRange.micros(Instant.parse("2025-10-04T15:00:00Z")))).isFalse();
  }
}
