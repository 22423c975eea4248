package io.heimdall.db.acquisition;

/// Who asked, and what makes the asking repeatable.
///
/// @param owner who asked
/// @param requestId the caller's name for the request, unique per owner
/// @param requestHash a digest of the request's payload, which tells a repetition from a mistake
public record AcquisitionRequest(String owner, String requestId, String requestHash) {}
