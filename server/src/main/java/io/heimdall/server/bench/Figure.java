package io.heimdall.server.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One result: a number with its unit.
///
/// @param name a word for tables and programs
/// @param value the number
/// @param unit what it counts
/// @param goal what it is to reach; null where nothing is promised
/// @param what what was measured, in a few words
record Figure(String name, double value, String unit, @Nullable Goal goal, String what) {

  /// What a figure is to reach.
  ///
  /// @param bound the worst that is good enough
  /// @param side on which side of it is good
  record Goal(double bound, Side side) {

    static Goal atLeast(double bound) {
      return new Goal(bound, Side.AT_LEAST);
    }

    static Goal atMost(double bound) {
      return new Goal(bound, Side.AT_MOST);
    }

    /// For tables.
    String text() {
      return (side == Side.AT_LEAST ? ">= " : "<= ") + number(bound);
    }
  }

  /// On which side of a bound a figure is good.
  enum Side {
    /// The more the better.
    AT_LEAST,

    /// The less the better.
    AT_MOST
  }

  static Figure of(String name, double value, String unit, String what) {
    return new Figure(name, value, unit, null, what);
  }

  Figure with(Goal wanted) {
    return new Figure(name, value, unit, wanted, what);
  }

  /// A number as tables show it: whole where it is large.
  static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 1_000 ? "%,.0f" : "%.2f", value);
  }
}
