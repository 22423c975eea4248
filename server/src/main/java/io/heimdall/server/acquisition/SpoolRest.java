package io.heimdall.server.acquisition;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.server.storage.LeftoverSegment;
import io.heimdall.server.storage.SegmentSpool;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// What earlier processes left in the spool. Files of acquisitions that go on wait for their next
/// run on this node; those of acquisitions that have ended, here or elsewhere, are of no use: what
/// they hold is stored, or was given up with a reason.
final class SpoolRest {

  private SpoolRest() {}

  /// Removes what is of no use, before anything new is written.
  ///
  /// @param transactions where acquisitions are
  /// @param spool the spool
  static void discard(Transactions transactions, SegmentSpool spool) {
    Map<UUID, List<LeftoverSegment>> files =
        spool.leftovers().stream()
            .collect(Collectors.groupingBy(file -> file.name().recording().taskId()));
    if (files.isEmpty()) {
      return;
    }
    Set<UUID> unfinished =
        transactions.inSnapshot(tx -> new AcquisitionRepository().unfinished(tx, files.keySet()));
    files.keySet().removeAll(unfinished);
    files.values().forEach(ended -> ended.forEach(spool::discard));
  }
}
