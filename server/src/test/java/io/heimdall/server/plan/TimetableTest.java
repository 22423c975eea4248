package io.heimdall.server.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.plan.RecurringPlanSpec.Times;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimetableTest {

  @Test
  void countsPeriodsFrom1970() {
    assertThat(times(every(600), "2026-11-21T10:03:07.5Z", 3))
        .containsExactly("2026-11-21T10:10:00Z", "2026-11-21T10:20:00Z", "2026-11-21T10:30:00Z");
    assertThat(times(every(86_400), "2026-11-21T10:03:07Z", 1))
        .containsExactly("2026-11-22T00:00:00Z");
    assertThat(times(every(7), "1970-01-01T00:00:06Z", 2))
        .containsExactly("1970-01-01T00:00:07Z", "1970-01-01T00:00:14Z");
  }

  @Test
  void findsTheNextTimeOfATimeThatIsDue() {
    assertThat(times(every(600), "2026-11-21T10:10:00Z", 1))
        .containsExactly("2026-11-21T10:20:00Z");
    assertThat(times(cron("*/10 * * * *", ""), "2026-11-21T10:10:00Z", 1))
        .containsExactly("2026-11-21T10:20:00Z");
  }

  @Test
  void readsCronInItsZone() {
    assertThat(times(cron("0 8 * * 1-5", "Asia/Kathmandu"), "2026-11-21T00:00:00Z", 2))
        .containsExactly("2026-11-23T02:15:00Z", "2026-11-24T02:15:00Z");
    assertThat(times(cron("0 8 * * *", ""), "2026-11-21T00:00:00Z", 1))
        .containsExactly("2026-11-21T08:00:00Z");
    assertThat(times(cron("  */15 30 12 * * *  ", "UTC"), "2026-11-21T00:00:00Z", 2))
        .containsExactly("2026-11-21T12:30:00Z", "2026-11-21T12:30:15Z");
  }

  @Test
  void leavesOutATimeThatClocksSkip() {
    assertThat(times(cron("30 2 * * *", "Europe/Berlin"), "2027-03-26T12:00:00Z", 2))
        .containsExactly("2027-03-27T01:30:00Z", "2027-03-29T00:30:00Z");
  }

  @Test
  void takesTheFirstOfTwoTimesThatClocksShow() {
    assertThat(times(cron("30 2 * * *", "Europe/Berlin"), "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void neverPausesWhereTheHourIsFree() {
    assertThat(times(cron("*/30 * * * *", "Europe/Berlin"), "2026-10-24T23:45:00Z", 5))
        .containsExactly(
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-25T02:00:00Z");
    assertThat(times(cron("*/30 * * * *", "Europe/Berlin"), "2027-03-28T00:15:00Z", 3))
        .containsExactly("2027-03-28T00:30:00Z", "2027-03-28T01:00:00Z", "2027-03-28T01:30:00Z");
  }

  @Test
  void findsDaysThatAreRareAndNoneThatAreNot() {
    assertThat(times(cron("0 0 29 2 *", ""), "2026-11-21T00:00:00Z", 1))
        .containsExactly("2028-02-29T00:00:00Z");
    assertThat(cron("0 0 30 2 *", "").after(Instant.parse("2026-11-21T00:00:00Z"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'* * * *', '', cron, five fields",
    "'* * * * * * *', '', cron, five fields",
    "'61 * * * *', '', cron, 61",
    "'a b c d e', '', cron, cannot be read",
    "'- - - - -', '', cron, cannot be read",
    "'@reboot  ', '', cron, five fields",
    "'* * * * *', 'Mars/Olympus', time_zone, Mars/Olympus",
    "'* * * * *', '../etc', time_zone, ../etc",
  })
  void saysWhatCannotBeRead(String expression, String zone, String field, String words) {
    assertThatThrownBy(() -> cron(expression, zone))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              var failure = (Failure.Invalid) e.failure();
              assertThat(failure.reason()).isEqualTo(Reason.SCHEDULE_INVALID);
              assertThat(failure.violations().getFirst().field())
                  .isEqualTo("recurring_plan.schedule." + field);
              assertThat(failure.message()).contains(words);
            });
  }

  @Test
  void refusesAPeriodOutsideItsLimits() {
    assertThatThrownBy(() -> every(0)).hasMessageContaining("1 s to 366 days");
    assertThatThrownBy(() -> every(31_622_401)).hasMessageContaining("1 s to 366 days");
    assertThat(every(31_622_400)).isNotNull();
  }

  private static Timetable every(long seconds) {
    return Timetable.of(new Times(seconds, null, ""));
  }

  private static Timetable cron(String expression, String zone) {
    return Timetable.of(new Times(null, expression, zone));
  }

  private static List<String> times(Timetable timetable, String after, int count) {
    var found = new ArrayList<String>();
    Instant time = Instant.parse(after);
    while (found.size() < count) {
      time = timetable.after(time).orElseThrow();
      found.add(time.toString());
    }
    return found;
  }
}
