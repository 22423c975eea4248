package io.heimdall.server.bench;

import org.jspecify.annotations.Nullable;

/// One thing that is timed in each round.
///
/// @param name a word for tables and programs
/// @param what what is timed, in a few words
/// @param goalMs what it is to stay under; null where nothing is promised
/// @param once does it once
record Lap(String name, String what, @Nullable Double goalMs, Once once) {

  /// Does something and tells what it took; what has to be done before and after is not counted.
  @FunctionalInterface
  interface Once {

    /// Does it once.
    ///
    /// @return what it took
    Cost run() throws Exception;
  }

  static Lap of(String name, String what, Once once) {
    return new Lap(name, what, null, once);
  }

  Lap under(double milliseconds) {
    return new Lap(name, what, milliseconds, once);
  }
}
