package io.heimdall.server.bench;

/// What to measure of the time series.
///
/// @param rows how many measurements are seeded
/// @param batchRows how many go into a transaction, about: an acquisition is not divided
/// @param batches how many batches count for the figures of writing
/// @param seed what the measurements are made of
record SeriesPlan(long rows, int batchRows, int batches, long seed) {

  /// Refuses what cannot be measured.
  SeriesPlan {
    atLeast(1, "rows", rows);
    atLeast(1, "batch", batchRows);
    atLeast(1, "batches", batches);
  }

  private static void atLeast(long least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d, was %d".formatted(name, least, value));
    }
  }
}
