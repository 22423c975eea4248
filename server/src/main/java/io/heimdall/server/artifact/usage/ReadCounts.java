package io.heimdall.server.artifact.usage;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.usage.ReadRepository;
import io.heimdall.db.artifact.usage.Reads;
import io.heimdall.server.artifact.Rights;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// How often artifacts were read, for those who own them. Safe for any number of threads.
public final class ReadCounts {

  private final Transactions transactions;
  private final ReadRepository repository = new ReadRepository();

  /// Opens the counts.
  ///
  /// @param transactions where they are kept
  public ReadCounts(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Finds the reads of artifacts that a caller sees.
  ///
  /// @param seen the artifacts, and what the caller may do with each
  /// @return the reads of those that are the caller's to own, none of the others
  public Map<UUID, Reads> of(Collection<Rights.Seen> seen) {
    List<UUID> owned =
        seen.stream()
            .filter(one -> one.access().allows(Access.OWN))
            .map(one -> one.artifact().id())
            .toList();
    if (owned.isEmpty()) {
      return Map.of();
    }
    Map<UUID, Reads> reads =
        new HashMap<>(transactions.inSnapshot(tx -> repository.find(tx, owned)));
    owned.forEach(id -> reads.putIfAbsent(id, Reads.NONE));
    return reads;
  }
}
