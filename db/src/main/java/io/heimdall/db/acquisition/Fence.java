package io.heimdall.db.acquisition;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.UUID;
import org.jooq.impl.DSL;

/// Proof that a lease holds until the end of a transaction: the acquisition's row is locked, so
/// that a takeover waits for the commit. Every write of a run asks for one; a run that has been
/// replaced cannot get it.
///
/// Since a fence is held to the end, the writes of one acquisition follow one another. Keep such
/// transactions short.
public final class Fence {

  private final Tx tx;
  private final Lease lease;
  private final String transactionId;

  Fence(Tx tx, Lease lease, String transactionId) {
    this.tx = tx;
    this.lease = lease;
    this.transactionId = transactionId;
  }

  /// The transaction it holds in.
  ///
  /// @return the open transaction
  public Tx tx() {
    return tx;
  }

  /// The lease that holds.
  ///
  /// @return the lease
  public Lease lease() {
    return lease;
  }

  /// What the database calls the transaction, to be asked about when the answer to its commit was
  /// lost.
  ///
  /// @return an id
  public String transactionId() {
    return transactionId;
  }

  /// Whether an earlier transaction of the same run was committed. It is not under way any more,
  /// since this fence waited for its lock.
  ///
  /// @param earlier its id
  /// @return false when nothing of it was kept
  public boolean committed(String earlier) {
    return Sql.on(tx)
        .select(DSL.field("pg_xact_status(cast({0} as xid8))", String.class, DSL.val(earlier)))
        .fetchSingle(row -> "committed".equals(row.value1()));
  }

  /// The acquisition that is fenced.
  ///
  /// @return its id
  public UUID acquisitionId() {
    return lease.acquisitionId();
  }
}
