package io.heimdall.db.artifact;

/// How much of an order is read at once until enough is found. How much that is depends on how much
/// was in what has been read.
///
/// @param wanted how many artifacts suffice
record Growth(int wanted) {

  /// So many rows, anybody's, are read first for each that is wanted. Who owns and is shown little
  /// sees one in eight.
  private static final int ROWS_PER_WANTED = 20;

  /// Little tells little of what comes next.
  private static final long LARGEST = 64;

  private static final double RESERVE = 1.5;

  /// How much of all is read first.
  ///
  /// @param rows how many artifacts there are, anybody's
  /// @return a share of at most one
  double first(double rows) {
    return rows < 1 ? 1 : Math.min((double) ROWS_PER_WANTED * wanted / rows, 1);
  }

  /// How much is read next.
  ///
  /// @param read how much has been read
  /// @param found how many artifacts were in it
  /// @return an amount in the unit of what has been read
  double next(double read, int found) {
    double needed = RESERVE * read * (wanted - found) / Math.max(found, 1);
    return Math.min(needed, read * LARGEST);
  }
}
