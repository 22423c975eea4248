package io.heimdall.server.admin;

import java.time.Duration;

/// What a sweep is to do.
///
/// @param minAge how old an object that no row lists must be; zero takes every one
/// @param mode whether to delete
public record SweepOptions(Duration minAge, Mode mode) {

  /// How old an object must be when nothing else is said.
  public static final Duration DEFAULT_MIN_AGE = Duration.ofHours(24);

  /// Whether a sweep changes anything.
  public enum Mode {
    /// Says what it would delete.
    PLAN,
    /// Deletes.
    EXECUTE
  }

  /// Refuses an age that nothing has.
  public SweepOptions {
    if (minAge.isNegative()) {
      throw new IllegalArgumentException("minAge must not be negative, was " + minAge);
    }
  }

  boolean executes() {
    return mode == Mode.EXECUTE;
  }
}
