package io.heimdall.client.cli.units;

import java.util.regex.Pattern;

/// A passband relative to the tuned frequency.
///
/// @param lowHz lower edge, in Hz
/// @param highHz upper edge, in Hz
public record FrequencyRange(double lowHz, double highHz) {

  private static final Pattern SEPARATOR = Pattern.compile("\\.\\.|:");

  /// Checks the order.
  public FrequencyRange {
    if (!(highHz > lowHz)) {
      throw new IllegalArgumentException(
          "The upper edge of a passband must be above the lower one.");
    }
  }

  /// Reads `-2.5kHz..2.5kHz`, or a width that is centred on the tuned frequency: `5kHz`.
  ///
  /// @param text what somebody wrote
  /// @return the range
  public static FrequencyRange parse(String text) {
    String[] edges = SEPARATOR.split(text.strip(), -1);
    if (edges.length == 1) {
      double half = Units.frequencyHz(text) / 2.0;
      return new FrequencyRange(-half, half);
    }
    if (edges.length != 2) {
      throw new IllegalArgumentException(
          "'%s' is not a passband; write -2.5kHz..2.5kHz, or 5kHz for its width.".formatted(text));
    }
    return new FrequencyRange(Units.frequencyHz(edges[0]), Units.frequencyHz(edges[1]));
  }
}
