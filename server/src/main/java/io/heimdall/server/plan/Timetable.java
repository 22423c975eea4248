package io.heimdall.server.plan;

import io.heimdall.db.plan.RecurringPlanSpec.Times;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.schedule.CronTimes;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/// The times at which a recurring plan is due, whole seconds.
sealed interface Timetable {

  /// The first time after another.
  ///
  /// @param time any time
  /// @return the next time due, later than that; empty when there is none
  Optional<Instant> after(Instant time);

  /// Reads the times of a plan.
  ///
  /// @param times a period or an expression
  /// @return the schedule
  /// @throws FailureException with SCHEDULE_INVALID
  static Timetable of(Times times) {
    ZoneId zone = zone(times.timeZone());
    return times.cron() == null
        ? new Every(times.everySeconds() == null ? 0 : times.everySeconds())
        : Cron.parse(times.cron(), zone);
  }

  private static ZoneId zone(String name) {
    try {
      return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException _) {
      throw invalid(
          "time_zone", "'%s' is not a time zone; write it like Europe/Berlin".formatted(name));
    }
  }

  /// A schedule that cannot be.
  ///
  /// @param field which of its fields
  /// @param sentence what is expected and what came
  /// @return what to throw
  static FailureException invalid(String field, String sentence) {
    return new Failure.Invalid(
            Reason.SCHEDULE_INVALID, "recurring_plan.schedule." + field, sentence)
        .exception();
  }

  /// One period after another, counted from 1970-01-01T00:00:00Z. UTC knows no daylight saving, so
  /// all periods are equally long.
  ///
  /// @param seconds the period
  record Every(long seconds) implements Timetable {

    private static final long MOST_SECONDS = Duration.ofDays(366).toSeconds();

    /// Refuses a period outside the contract's limits.
    public Every {
      if (seconds < 1 || seconds > MOST_SECONDS) {
        throw invalid("every", "every must be 1 s to 366 days, not %d s".formatted(seconds));
      }
    }

    @Override
    public Optional<Instant> after(Instant time) {
      long periods = Math.floorDiv(time.getEpochSecond(), seconds);
      return Optional.of(Instant.ofEpochSecond(Math.multiplyExact(periods + 1, seconds)));
    }
  }

  /// A cron expression in a time zone.
  ///
  /// @param times its times
  record Cron(CronTimes times) implements Timetable {

    static Cron parse(String expression, ZoneId zone) {
      try {
        return new Cron(CronTimes.parse(expression, zone));
      } catch (IllegalArgumentException e) {
        throw invalid("cron", "'%s' cannot be read: %s".formatted(expression, e.getMessage()));
      }
    }

    @Override
    public Optional<Instant> after(Instant time) {
      return times.after(time);
    }
  }
}
