package io.heimdall.client.cli.display;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  /// Draws a line of no more than so many characters. Where there are more steps, a character shows
  /// the mean of its share of them.
  ///
  /// @param line a value per step
  /// @param columns the most characters
  /// @return a blank where there is no value
  public String draw(List<OptionalDouble> line, int columns) {
    int width = Math.min(columns, line.size());
    return draw(
        IntStream.range(0, width)
            .mapToObj(i -> mean(line.subList(share(i, line, width), share(i + 1, line, width))))
            .toList());
  }

  private static int share(int column, List<?> line, int width) {
    return Math.toIntExact((long) column * line.size() / width);
  }

  private static OptionalDouble mean(List<OptionalDouble> values) {
    return values.stream().flatMapToDouble(OptionalDouble::stream).average();
  }

  private String level(double value) {
    int top = LEVELS.length() - 1;
    double part = highest > lowest ? (value - lowest) / (highest - lowest) : 0;
    int level = (int) Math.round(Math.clamp(part, 0, 1) * top);
    return LEVELS.substring(level, level + 1);
  }
}
