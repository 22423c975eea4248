package io.heimdall.client.cli.export;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/// Writes instants as `2025-11-21T10:00:00.123456Z`, many of which are of the same day, or the same
/// as the one before. One thread.
final class UtcText {

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
  private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
  private static final int DATE_END = 11;
  private static final int LENGTH = 27;

  private final byte[] text = new byte[LENGTH];
  private long last = Long.MIN_VALUE;
  private long day = Long.MIN_VALUE;

  /// Writes an instant.
  ///
  /// @param micros since 1970-01-01T00:00:00Z, of the years 0 to 9999
  /// @return ASCII, until the next call
  /// @throws IllegalArgumentException of other years
  byte[] of(long micros) {
    if (micros != last) {
      fill(micros);
      last = micros;
    }
    return text;
  }

  private void fill(long micros) {
    long itsDay = Math.floorDiv(micros, MICROS_PER_DAY);
    if (itsDay < FIRST_DAY || itsDay > LAST_DAY) {
      throw new IllegalArgumentException(
          "a time of the years 0 to 9999 is expected, not %d us from 1970".formatted(micros));
    }
    if (itsDay != day) {
      day = itsDay;
      byte[] date = (LocalDate.ofEpochDay(day) + "T").getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(date, 0, text, 0, DATE_END);
    }
    long inDay = Math.floorMod(micros, MICROS_PER_DAY);
    int second = (int) (inDay / MICROS_PER_SECOND);
    digits(second / 3600, 2, DATE_END);
    text[13] = ':';
    digits(second / 60 % 60, 2, 14);
    text[16] = ':';
    digits(second % 60, 2, 17);
    text[19] = '.';
    digits((int) (inDay % MICROS_PER_SECOND), 6, 20);
    text[26] = 'Z';
  }

  private void digits(int value, int count, int at) {
    int rest = value;
    for (int place = at + count - 1; place >= at; place--) {
      text[place] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
