package io.heimdall.server.grpc;

/// Counts how calls end.
@FunctionalInterface
interface CallTally {

  /// A call has ended.
  ///
  /// @param user the name of who called; empty: nobody could tell
  /// @param method the method, one that there is
  /// @param reason why the call failed; empty: it did not
  void ended(String user, String method, String reason);
}
