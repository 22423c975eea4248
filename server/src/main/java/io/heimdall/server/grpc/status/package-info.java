/// Statuses: the one place they are made, and the two interceptors that let nothing else leave.
@NullMarked
package io.heimdall.server.grpc.status;

import org.jspecify.annotations.NullMarked;
