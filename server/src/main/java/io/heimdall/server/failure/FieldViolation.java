package io.heimdall.server.failure;

/// One field of a request that is not as it has to be.
///
/// @param field path of the field in the request, in the contract's spelling: `plan.duration`,
///   `receiver_ids[2]`
/// @param description what is expected and what came, one sentence for the user
public record FieldViolation(String field, String description) {}
