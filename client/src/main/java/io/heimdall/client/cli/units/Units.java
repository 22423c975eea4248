package io.heimdall.client.cli.units;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads quantities as people write them. What cannot be meant is refused with an
/// `IllegalArgumentException` that says how to write it.
public final class Units {

  private static final Scale FREQUENCY =
      new Scale("frequency", "77.5kHz or 145.5MHz")
          .with("1", "", "Hz")
          .with("1e3", "k", "kHz")
          .with("1e6", "M", "MHz")
          .with("1e9", "G", "GHz");

  private static final Scale RATE =
      new Scale("sample rate", "12kS/s or 2.4MS/s")
          .with("1", "", "S/s", "sps", "Hz")
          .with("1e3", "k", "kS/s", "ksps", "kHz")
          .with("1e6", "M", "MS/s", "Msps", "MHz");

  private static final Scale DURATION =
      new Scale("duration", "10s, 1m30s or 500ms")
          .with("1e-9", "ns")
          .with("1e-6", "us", "µs")
          .with("1e-3", "ms")
          .with("1", "s", "sec")
          .with("60", "m", "min")
          .with("3600", "h")
          .with("86400", "d");

  private static final Scale SIZE =
      new Scale("size", "8MiB or 500kB")
          .with("1", "", "B")
          .with("1e3", "kB")
          .with("1e6", "MB")
          .with("1e9", "GB")
          .with("1024", "KiB")
          .with("1048576", "MiB")
          .with("1073741824", "GiB");

  private static final Scale DISTANCE =
      new Scale("distance", "500km").with("0.001", "m").with("1", "km").with("1.609344", "mi");

  private static final Pattern DURATION_PART =
      Pattern.compile("\\G\\s*(\\d+(?:\\.\\d*)?|\\.\\d+)\\s*([A-Za-zµ]+)");

  private Units() {}

  /// Reads a frequency; a bare number is in Hz.
  ///
  /// @param text for example `145.5MHz`
  /// @return Hz; a fraction of one is refused
  public static long frequencyHz(String text) {
    return FREQUENCY.parseWhole(text, "Hz");
  }

  /// Reads a sample rate; a bare number is in samples per second.
  ///
  /// @param text for example `12kS/s`
  /// @return samples per second
  public static double sampleRateHz(String text) {
    return RATE.parse(text).doubleValue();
  }

  /// Reads a duration; every number in it needs a unit. The ISO form `PT1M30S` is understood too.
  ///
  /// @param text for example `1m30s`
  /// @return the duration, to the nanosecond
  public static Duration duration(String text) {
    String trimmed = text.strip();
    if (trimmed.toUpperCase(Locale.ROOT).startsWith("P")) {
      return isoDuration(trimmed);
    }
    Matcher part = DURATION_PART.matcher(trimmed);
    BigDecimal seconds = BigDecimal.ZERO;
    int end = 0;
    while (part.find()) {
      BigDecimal unit = DURATION.multiple(text, part.group(2));
      seconds = seconds.add(new BigDecimal(part.group(1)).multiply(unit));
      end = part.end();
    }
    if (end == 0) {
      DURATION.parse(trimmed); // Says what is wrong with it.
    }
    if (end != trimmed.length()) {
      throw DURATION.malformed(text);
    }
    return Duration.ofNanos(DURATION.whole(text, seconds.movePointRight(9), "nanoseconds"));
  }

  private static Duration isoDuration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException _) {
      throw DURATION.malformed(text);
    }
  }

  /// Reads a distance, which needs a unit.
  ///
  /// @param text for example `500km`
  /// @return kilometres
  public static double distanceKm(String text) {
    return DISTANCE.parse(text).doubleValue();
  }

  /// Reads a size; a bare number is in bytes.
  ///
  /// @param text for example `8MiB`
  /// @return bytes
  public static long sizeBytes(String text) {
    return SIZE.parseWhole(text, "bytes");
  }

  /// Reads a point in time: `2025-11-21T10:00:00Z`, or how long ago: `2h`.
  ///
  /// @param text what somebody wrote
  /// @param now what a duration is counted back from
  /// @return the instant
  public static Instant instant(String text, Instant now) {
    try {
      return Instant.parse(text.strip());
    } catch (DateTimeParseException _) {
      try {
        return now.minus(duration(text));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "'%s' is not a time; write 2025-11-21T10:00:00Z, or 2h for two hours ago."
                .formatted(text),
            e);
      }
    }
  }

  /// Reads a time zone.
  ///
  /// @param text for example `Europe/Berlin`
  /// @return the zone
  public static ZoneId zone(String text) {
    try {
      return ZoneId.of(text.strip());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'%s' is not a time zone; write a name such as Europe/Berlin or UTC.".formatted(text), e);
    }
  }

  /// Writes a frequency with the unit in which it has the fewest digits, and every digit of it.
  ///
  /// @param hz the frequency
  /// @return for example `77.5 kHz`
  public static String frequency(long hz) {
    long size = Math.abs(hz);
    if (size >= 1_000_000_000) {
      return plain(hz, 9) + " GHz";
    }
    if (size >= 1_000_000) {
      return plain(hz, 6) + " MHz";
    }
    return size >= 1_000 ? plain(hz, 3) + " kHz" : hz + " Hz";
  }

  private static String plain(long value, int places) {
    return BigDecimal.valueOf(value, places).stripTrailingZeros().toPlainString();
  }

  /// Writes a duration the way [#duration] reads it.
  ///
  /// @param duration zero or more
  /// @return for example `1m 30s`
  public static String duration(Duration duration) {
    BigDecimal seconds =
        BigDecimal.valueOf(duration.toSecondsPart())
            .add(BigDecimal.valueOf(duration.toNanosPart(), 9));
    String rest = seconds.stripTrailingZeros().toPlainString() + "s";
    String minutes = duration.toMinutesPart() + "m";
    if (duration.toHours() > 0) {
      return duration.toHours() + "h " + minutes + (seconds.signum() == 0 ? "" : " " + rest);
    }
    if (duration.toMinutes() > 0) {
      return minutes + (seconds.signum() == 0 ? "" : " " + rest);
    }
    return rest;
  }

  /// Writes a size in binary units to three digits.
  ///
  /// @param bytes zero or more
  /// @return for example `8 MiB`
  public static String size(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    BigDecimal value = BigDecimal.valueOf(bytes);
    int unit = 0;
    while (value.compareTo(BigDecimal.valueOf(1000)) >= 0 && unit < units.length - 1) {
      value = value.divide(BigDecimal.valueOf(1024));
      unit++;
    }
    int places = value.precision() - value.scale() >= 3 ? 0 : 1;
    BigDecimal shown = value.setScale(places, RoundingMode.HALF_UP).stripTrailingZeros();
    return shown.toPlainString() + " " + units[unit];
  }
}
