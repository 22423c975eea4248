package io.heimdall.server.schedule;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.CronStyle;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/// The times of a cron expression, read in a time zone: five fields (minute, hour, day of month,
/// month, day of week), or six with seconds first.
///
/// What it says is local time. Where clocks are changed
///
/// - a time that they skip does not come that day: `30 2 * * *` leaves one night out;
/// - a time that they show twice comes once, the first time, when the expression names its hour,
///   and both times when the hour is free: `*/10 * * * *` never pauses.
public final class CronTimes {

  private static final Pattern GAP = Pattern.compile("\\s+");
  private static final int FIELDS = 5;
  private static final int FIELDS_WITH_SECONDS = 6;

  /// The library's mark for "never" lies centuries ahead; days that leap come within eight years.
  private static final Duration HORIZON = Duration.ofDays(36_525);

  private final CronSchedule schedule;

  private CronTimes(CronSchedule schedule) {
    this.schedule = schedule;
  }

  /// Reads an expression.
  ///
  /// @param expression five or six fields
  /// @param zone whose local time it speaks of
  /// @return its times
  /// @throws IllegalArgumentException when it cannot be read, with the reason
  public static CronTimes parse(String expression, ZoneId zone) {
    String trimmed = expression.strip();
    CronStyle style =
        switch (GAP.split(trimmed).length) {
          case FIELDS -> CronStyle.UNIX;
          case FIELDS_WITH_SECONDS -> CronStyle.SPRING53;
          default ->
              throw new IllegalArgumentException(
                  "it needs five fields (minute hour day-of-month month day-of-week), or six with"
                      + " seconds first");
        };
    return new CronTimes(new CronSchedule(trimmed, zone, style));
  }

  /// The first time after another.
  ///
  /// @param time any time
  /// @return the next one, later than that; empty when there is none within a century
  public Optional<Instant> after(Instant time) {
    Instant next = schedule.getInitialExecutionTime(time);
    return next.isAfter(time.plus(HORIZON)) ? Optional.empty() : Optional.of(next);
  }
}
