package io.heimdall.client;

import io.heimdall.v1.AdminServiceGrpc;
import io.heimdall.v1.SweepStorageRequest;
import io.heimdall.v1.SweepStorageResponse;
import java.util.function.Function;

/// Looks after an installation.
public final class Administration {

  private final Calls calls;

  Administration(Calls calls) {
    this.calls = calls;
  }

  /// Compares the objects of all sessions with the rows that list them, and deletes orphans when
  /// asked to. Closing before the end stops the sweep.
  ///
  /// @param request what to do
  /// @return what is found, as it is found; the totals last
  public ReplyStream<SweepStorageResponse> sweepStorage(SweepStorageRequest request) {
    return calls.stream(AdminServiceGrpc.getSweepStorageMethod(), request, Function.identity());
  }
}
