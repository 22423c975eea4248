package io.heimdall.server.measurement.summary;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/// Tells the hour of the day in a time zone, fast for times of the same season. One thread.
final class DayClock {

  private final ZoneRules rules;

  /// Between these times the offset holds.
  private long fromMicros;

  private long beforeMicros;
  private long offsetMicros;

  DayClock(ZoneId zone) {
    this.rules = zone.getRules();
  }

  /// The hour of the day, 0 to 23.
  int hourOfDay(long micros) {
    look(micros);
    return (int) (Math.floorMod(micros + offsetMicros, TimeRange.DAY) / TimeRange.HOUR);
  }

  /// Whether an hour of UTC is one hour of the day.
  boolean sharesHour(long hourMicros) {
    look(hourMicros);
    return offsetMicros % TimeRange.HOUR == 0 && hourMicros + TimeRange.HOUR <= beforeMicros;
  }

  private void look(long micros) {
    if (micros >= fromMicros && micros < beforeMicros) {
      return;
    }
    Instant time = TimeRange.instant(micros);
    ZoneOffsetTransition next = rules.nextTransition(time);
    // The one before a later one; a transition at this very time counts as before.
    ZoneOffsetTransition last = rules.previousTransition(time.plusNanos(1));
    fromMicros = last == null ? Long.MIN_VALUE : TimeRange.micros(last.getInstant());
    beforeMicros = next == null ? Long.MAX_VALUE : TimeRange.micros(next.getInstant());
    offsetMicros = rules.getOffset(time).getTotalSeconds() * 1_000_000L;
  }
}
