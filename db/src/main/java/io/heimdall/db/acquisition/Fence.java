package io.heimdall.db.acquisition;

import io.heimdall.db.Tx;
import java.util.UUID;

/// Proof that a lease holds until the end of a transaction: the acquisition's row is locked, so
/// that a takeover waits for the commit. Every write of a run asks for one; a run that has been
/// replaced cannot get it.
///
/// Since a fence is held to the end, the writes of one acquisition follow one another. Keep such
/// transactions short.
public final class Fence {

  private final Tx tx;
  private final Lease lease;

  Fence(Tx tx, Lease lease) {
    this.tx = tx;
    this.lease = lease;
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

  /// The acquisition that is fenced.
  ///
  /// @return its id
  public UUID acquisitionId() {
    return lease.acquisitionId();
  }
}
