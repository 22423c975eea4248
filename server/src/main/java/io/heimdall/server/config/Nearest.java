package io.heimdall.server.config;

import java.util.Arrays;
import java.util.Comparator;

/// Finds the key somebody probably meant.
final class Nearest {
  private Nearest() {}

  /// The key that takes the fewest changes of a letter.
  static ConfigKey to(String name) {
    return Arrays.stream(ConfigKey.values())
        .min(Comparator.comparingInt(key -> distance(name, key.name())))
        .orElseThrow();
  }

  /// Levenshtein distance, one row at a time.
  private static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    Arrays.setAll(above, column -> column);
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int change = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                above[column - 1] + change, Math.min(above[column] + 1, current[column - 1] + 1));
      }
      above = current;
    }
    return above[to.length()];
  }
}
