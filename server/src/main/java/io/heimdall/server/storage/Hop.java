package io.heimdall.server.storage;

/// One of several frequencies of an acquisition.
///
/// @param index its place in the plan, from 0
/// @param frequencyHz its centre frequency
public record Hop(int index, long frequencyHz) {

  /// Refuses what cannot be a directory's name.
  public Hop {
    if (index < 0 || frequencyHz < 0) {
      throw new IllegalArgumentException(
          "a hop needs index >= 0 and frequencyHz >= 0, got %d and %d"
              .formatted(index, frequencyHz));
    }
  }
}
