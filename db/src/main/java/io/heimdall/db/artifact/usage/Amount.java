package io.heimdall.db.artifact.usage;

/// How much is kept.
///
/// @param artifacts how many artifacts
/// @param versions how many versions; those that share their bytes count once
/// @param contentBytes bytes as they were uploaded
/// @param storedBytes bytes that they take in the store
public record Amount(long artifacts, long versions, long contentBytes, long storedBytes) {

  /// Nothing.
  public static final Amount NONE = new Amount(0, 0, 0, 0);

  /// Adds more.
  ///
  /// @param more how much
  /// @return both together
  public Amount plus(Amount more) {
    return new Amount(
        artifacts + more.artifacts,
        versions + more.versions,
        contentBytes + more.contentBytes,
        storedBytes + more.storedBytes);
  }

  /// Takes some away that was summed too.
  ///
  /// @param some how much
  /// @return the rest
  public Amount minus(Amount some) {
    return new Amount(
        artifacts - some.artifacts,
        versions - some.versions,
        contentBytes - some.contentBytes,
        storedBytes - some.storedBytes);
  }
}
