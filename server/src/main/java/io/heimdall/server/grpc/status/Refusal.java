package io.heimdall.server.grpc.status;

import io.grpc.Metadata;
import io.grpc.Status;

/// What ends a call that failed: the status and the trailers that hold its details.
///
/// @param status code and sentence
/// @param trailers the details
record Refusal(Status status, Metadata trailers) {}
