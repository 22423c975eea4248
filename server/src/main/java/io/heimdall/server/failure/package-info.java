/// What can go wrong with a request, told without knowing the transport. The gRPC edge turns each
/// kind into one status.
@NullMarked
package io.heimdall.server.failure;

import org.jspecify.annotations.NullMarked;
