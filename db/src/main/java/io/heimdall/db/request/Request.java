package io.heimdall.db.request;

/// A request to create something, and what makes it repeatable.
///
/// @param owner who asks
/// @param requestId the caller's name for the request, unique per owner
/// @param method what is asked for
/// @param requestHash a digest of the payload, which tells a repetition from a mistake
public record Request(String owner, String requestId, String method, String requestHash) {}
