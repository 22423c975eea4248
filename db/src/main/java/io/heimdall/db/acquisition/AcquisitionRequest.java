package io.heimdall.db.acquisition;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who asked, and what makes the asking repeatable.
///
/// @param owner who asked
/// @param requestId the caller's name for the request, unique per owner
/// @param requestHash a digest of the request's payload, which tells a repetition from a mistake
/// @param recurringPlanId the recurring plan that asked; null when a caller did
public record AcquisitionRequest(
    String owner, String requestId, String requestHash, @Nullable UUID recurringPlanId) {

  /// A caller's own request.
  ///
  /// @param owner as in the record
  /// @param requestId as in the record
  /// @param requestHash as in the record
  /// @return the request
  public static AcquisitionRequest of(String owner, String requestId, String requestHash) {
    return new AcquisitionRequest(owner, requestId, requestHash, null);
  }
}
