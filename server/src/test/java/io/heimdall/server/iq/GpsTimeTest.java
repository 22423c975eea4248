package io.heimdall.server.iq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpsTimeTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long WEEK_SECONDS = 604_800;

  @Test
  void findsTheWeekOfARealRecording() {
    long near = nanos("2017-11-27T10:41:56Z");

    assertThat(GpsTime.utcNanos(124_934, 171_899_011, near))
        .isEqualTo(nanos("2017-11-27T10:41:56.171899011Z"));
    assertThat(GpsTime.gpsNanos(near) / SECOND / WEEK_SECONDS).isEqualTo(1977);
  }

  @ParameterizedTest
  @CsvSource({
    "1980-01-06T00:00:00Z,0",
    "1981-06-30T23:59:59Z,0",
    "1981-07-01T00:00:00Z,1",
    "1998-12-31T23:59:59Z,12",
    "1999-01-01T00:00:00Z,13",
    "2015-07-01T00:00:00Z,17",
    "2016-12-31T23:59:59Z,17",
    "2017-01-01T00:00:00Z,18",
    "2026-11-21T00:00:00Z,18"
  })
  void knowsTheLeapSeconds(Instant utc, int leapSeconds) {
    assertThat(GpsTime.leapSecondsAtUtc(utc.getEpochSecond())).isEqualTo(leapSeconds);
  }

  @ParameterizedTest
  @CsvSource({
    "1980-01-06T00:00:00.5Z",
    "1999-01-01T00:00:00Z",
    "2016-12-31T23:59:58.999999999Z",
    "2017-01-01T00:00:00Z",
    "2026-11-21T12:00:00.000000001Z"
  })
  void goesThereAndBack(Instant utc) {
    long nanos = nanos(utc.toString());
    long gps = GpsTime.gpsNanos(nanos);

    long back = GpsTime.utcNanos(gps / SECOND % WEEK_SECONDS, gps % SECOND, nanos);

    assertThat(back).isEqualTo(nanos);
  }

  @Test
  void takesTheWeekNearestToTheKnownTime() {
    long saturdayNight = nanos("2026-11-21T23:59:50Z");

    long early = GpsTime.utcNanos(WEEK_SECONDS - 1, 0, saturdayNight);
    long late = GpsTime.utcNanos(1, 0, saturdayNight);

    assertThat(late - early).isEqualTo(2 * SECOND);
  }

  @Test
  void givesTheLeapSecondTheNumberOfTheSecondAfterIt() {
    long midnight = nanos("2017-01-01T00:00:00Z");
    long gps = GpsTime.gpsNanos(midnight) - SECOND;

    assertThat(GpsTime.utcNanos(gps / SECOND % WEEK_SECONDS, 0, midnight)).isEqualTo(midnight);
  }

  @ParameterizedTest
  @CsvSource({"604800,0", "-1,0", "0,1000000000", "0,-1"})
  void refusesWhatIsNoTimeOfWeek(long seconds, long nanos) {
    assertThat(GpsTime.isTimeOfWeek(seconds, nanos)).isFalse();
    assertThatThrownBy(() -> GpsTime.utcNanos(seconds, nanos, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static long nanos(String utc) {
    Instant instant = Instant.parse(utc);
    return instant.getEpochSecond() * SECOND + instant.getNano();
  }
}
