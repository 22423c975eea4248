/// A blocking WebSocket client (RFC 6455) for virtual threads.
@NullMarked
package io.heimdall.server.receiver.websocket;

import org.jspecify.annotations.NullMarked;
