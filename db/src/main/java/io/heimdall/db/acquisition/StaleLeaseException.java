package io.heimdall.db.acquisition;

/// Another run has taken over, or the acquisition is gone: the run must stop at once. Nothing was
/// written.
public final class StaleLeaseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Lease lease;

  StaleLeaseException(Lease lease) {
    super(
        "epoch %d of acquisition %s is over: another run has taken over, or the acquisition is gone"
            .formatted(lease.epoch(), lease.acquisitionId()));
    this.lease = lease;
  }

  /// The lease that no longer holds.
  ///
  /// @return the lease
  public Lease lease() {
    return lease;
  }
}
