/// What every call passes before its handler and on its way out: room, identity, limits, and
/// responses that wait for their reader.
@NullMarked
package io.heimdall.server.grpc.call;

import org.jspecify.annotations.NullMarked;
