package io.heimdall.client.cli.display;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// Draws the course of a value with one character per step. One scale serves several lines, so that
/// they compare.
public final class Sparkline {

  private static final String LEVELS = "▁▂▃▄▅▆▇█";

  private final double lowest;
  private final double highest;

  private Sparkline(double lowest, double highest) {
    this.lowest = lowest;
    this.highest = highest;
  }

  /// Lays a scale over values.
  ///
  /// @param lines the lines that are to share it
  /// @return what draws them
  public static Sparkline over(List<List<OptionalDouble>> lines) {
    var span =
        lines.stream()
            .flatMap(List::stream)
            .flatMapToDouble(OptionalDouble::stream)
            .summaryStatistics();
    return new Sparkline(span.getMin(), span.getMax());
  }

  /// Draws a line.
  ///
  /// @param line a value per step
  /// @return a character per step; a blank where there is no value
  public String draw(List<OptionalDouble> line) {
    return line.stream()
        .map(value -> value.isPresent() ? level(value.getAsDouble()) : " ")
        .collect(Collectors.joining());
  }

  private String level(double value) {
    int top = LEVELS.length() - 1;
    double part = highest > lowest ? (value - lowest) / (highest - lowest) : 0;
    int level = (int) Math.round(Math.clamp(part, 0, 1) * top);
    return LEVELS.substring(level, level + 1);
  }
}
