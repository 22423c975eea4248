package io.heimdall.db.audit;

import java.time.Instant;

/// A line of the audit log.
///
/// @param key its place in the log
/// @param entry what was done
public record AuditLine(Key key, AuditEntry entry) {

  /// The key the log is ordered by.
  ///
  /// @param at when the transaction that did it began
  /// @param id a number that tells lines of the same moment apart
  public record Key(Instant at, long id) {}
}
