package io.heimdall.server.iq.file;

import java.time.Duration;
import java.time.Instant;

/// When the first sample of a file was taken, as far as words say it; GPS stamps may say it better.
///
/// @param utcNanos nanoseconds since 1970-01-01T00:00:00Z
/// @param origin who says so
public record StartTime(long utcNanos, Origin origin) {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /// Who says when a file begins.
  public enum Origin {
    /// Who gave the file.
    STATED(Duration.ofSeconds(1)),
    /// The file, or its name.
    FILE(Duration.ofSeconds(1)),
    /// Nobody: the time at which the file was opened stands in for it.
    UNKNOWN(Duration.ofDays(365));

    private final Duration uncertainty;

    Origin(Duration uncertainty) {
      this.uncertainty = uncertainty;
    }

    /// How far the truth may be. Clocks by which people name files are set by hand or network, and
    /// names have whole seconds.
    ///
    /// @return one standard uncertainty
    public Duration uncertainty() {
      return uncertainty;
    }
  }

  /// Whether something can have been received then: not before there were computers to do it, nor
  /// beyond what nanoseconds in 64 bits reach.
  ///
  /// @param instant the time
  /// @return false for one that somebody has got wrong
  public static boolean plausible(Instant instant) {
    return instant.compareTo(EARLIEST) >= 0 && instant.compareTo(LATEST) < 0;
  }

  static StartTime of(Instant instant, Origin origin) {
    return new StartTime(nanos(instant), origin);
  }

  static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
  }

  /// The same as an instant.
  ///
  /// @return the instant
  public Instant instant() {
    return Instant.ofEpochSecond(
        Math.floorDiv(utcNanos, NANOS_PER_SECOND), Math.floorMod(utcNanos, NANOS_PER_SECOND));
  }
}
