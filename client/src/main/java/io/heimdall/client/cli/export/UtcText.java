package io.heimdall.client.cli.export;

import java.time.LocalDate;

/// Writes instants as `2025-11-21T10:00:00.123456Z`, many of which are of the same day. One thread.
final class UtcText {

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
  private static final int DATE_END = 11;
  private static final int LENGTH = 27;

  private final char[] text = new char[LENGTH];
  private long day = Long.MIN_VALUE;

  /// @param micros since 1970-01-01T00:00:00Z, of the years 0 to 9999
  String of(long micros) {
    fill(micros);
    return new String(text);
  }

  /// Adds it to a line.
  void add(long micros, StringBuilder line) {
    fill(micros);
    line.append(text);
  }

  private void fill(long micros) {
    long itsDay = Math.floorDiv(micros, MICROS_PER_DAY);
    if (itsDay != day) {
      day = itsDay;
      (LocalDate.ofEpochDay(day) + "T").getChars(0, DATE_END, text, 0);
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
      text[place] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
