package io.heimdall.db.artifact.usage;

/// Transfers of one kind, summed.
///
/// @param count how many came to their end
/// @param bytes how many bytes went over, of those that broke off too
/// @param micros how long that took, in microseconds
public record Transfers(long count, long bytes, long micros) {

  /// None.
  public static final Transfers NONE = new Transfers(0, 0, 0);

  /// Adds others.
  ///
  /// @param more the others
  /// @return both together
  public Transfers plus(Transfers more) {
    return new Transfers(count + more.count, bytes + more.bytes, micros + more.micros);
  }

  /// Takes some away that were summed too.
  ///
  /// @param some which
  /// @return the rest
  public Transfers minus(Transfers some) {
    return new Transfers(count - some.count, bytes - some.bytes, micros - some.micros);
  }
}
