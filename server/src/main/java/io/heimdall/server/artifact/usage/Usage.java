package io.heimdall.server.artifact.usage;

import io.heimdall.db.Transactions;
import java.time.InstantSource;

/// How the store is used.
///
/// @param counts counts it
/// @param reports tells of it
/// @param reads how often artifacts were read
public record Usage(UsageCounts counts, UsageReports reports, ReadCounts reads) {

  /// Prepares to tell of what is counted.
  ///
  /// @param transactions where artifacts and counts are
  /// @param counts counts it
  /// @param clock the host's UTC
  /// @return all of it
  public static Usage of(Transactions transactions, UsageCounts counts, InstantSource clock) {
    return new Usage(
        counts, new UsageReports(transactions, counts, clock), new ReadCounts(transactions));
  }
}
