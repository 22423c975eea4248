package io.heimdall.db.acquisition;

/// Another run has taken over, or may have, or the acquisition is gone: the run must stop at once.
/// Nothing was written.
public final class StaleLeaseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Lease lease;

  StaleLeaseException(Lease lease) {
    this(lease, "is over: another run has taken over, or the acquisition is gone");
  }

  private StaleLeaseException(Lease lease, String why) {
    super("epoch %d of acquisition %s %s".formatted(lease.epoch(), lease.acquisitionId(), why));
    this.lease = lease;
  }

  /// A lease that its holder has given up, because it could not be confirmed or another run goes
  /// on.
  ///
  /// @param lease the lease
  /// @return the exception
  public static StaleLeaseException givenUp(Lease lease) {
    return new StaleLeaseException(lease, "was given up by its run");
  }

  /// The lease that no longer holds.
  ///
  /// @return the lease
  public Lease lease() {
    return lease;
  }
}
