package io.heimdall.server.measurement.summary;

/// Whoever wants summaries.
@FunctionalInterface
public interface Asker {

  /// Whether the answer is of no use any more.
  ///
  /// @return true once the work for it should end
  boolean isGone();

  /// Is told how to break off what the database does for the answer. Who never goes need not
  /// listen.
  ///
  /// @param action breaks it off, from any thread, once [#isGone] is true
  default void wokenBy(Runnable action) {}
}
