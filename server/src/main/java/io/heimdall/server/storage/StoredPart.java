package io.heimdall.server.storage;

/// A part of an object, as the store knows it.
///
/// @param partNumber where it stands among the others, 1 to 10000
/// @param receipt what [ObjectStore#putPart] returned for it
public record StoredPart(int partNumber, String receipt) {

  /// The most parts that an object may have, and the highest number of one.
  public static final int MAX_PARTS = 10_000;

  /// Refuses numbers that no store takes.
  public StoredPart {
    number(partNumber);
  }

  /// Refuses a number that no store takes.
  ///
  /// @param partNumber the number
  /// @return the same
  static int number(int partNumber) {
    if (partNumber < 1 || partNumber > MAX_PARTS) {
      throw new IllegalArgumentException("a part has a number of 1 to 10000, not " + partNumber);
    }
    return partNumber;
  }
}
