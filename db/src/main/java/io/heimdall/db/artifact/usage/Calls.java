package io.heimdall.db.artifact.usage;

/// How many calls were made.
///
/// @param count how many have ended
/// @param failed how many of them failed
public record Calls(long count, long failed) {

  /// None.
  public static final Calls NONE = new Calls(0, 0);

  /// Adds others.
  ///
  /// @param more the others
  /// @return both together
  public Calls plus(Calls more) {
    return new Calls(count + more.count, failed + more.failed);
  }
}
