package io.heimdall.server.dsp;

/// How a time-signal station marks the beginning of a second: something that is switched on or off.
///
/// @param toneHz what is switched, as an offset from the carrier in Hz; 0 for the carrier itself,
///   else at least 1 kHz, so that the carrier can be told from it within 2 ms
/// @param edge which way
/// @param markSeconds the shortest time it stays so; for as long before it was the other way
public record MarkShape(double toneHz, Edge edge, double markSeconds) {

  private static final double LEAST_TONE_HZ = 1000;

  /// What happens at the beginning of the second.
  public enum Edge {
    /// It is switched off, or down to a part.
    FALL,

    /// It is switched on.
    RISE
  }

  /// Refuses what could not be found.
  public MarkShape {
    if (toneHz != 0 && !(Math.abs(toneHz) >= LEAST_TONE_HZ)) {
      throw new IllegalArgumentException("expected the carrier or 1 kHz at least, got " + toneHz);
    }
    if (!(markSeconds >= 0.005 && markSeconds <= 0.25)) {
      throw new IllegalArgumentException("expected a mark of 5 to 250 ms, got " + markSeconds);
    }
  }

  /// The carrier drops for so long.
  ///
  /// @param seconds the shortest drop
  /// @return the shape
  public static MarkShape drop(double seconds) {
    return new MarkShape(0, Edge.FALL, seconds);
  }

  /// A tone begins that lasts so long.
  ///
  /// @param toneHz its offset from the carrier in Hz
  /// @param seconds the shortest tone
  /// @return the shape
  public static MarkShape tone(double toneHz, double seconds) {
    return new MarkShape(toneHz, Edge.RISE, seconds);
  }
}
