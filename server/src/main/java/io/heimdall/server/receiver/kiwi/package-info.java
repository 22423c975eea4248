/// KiwiSDR receivers: IQ with GPS stamps over their WebSocket protocol.
@NullMarked
package io.heimdall.server.receiver.kiwi;

import org.jspecify.annotations.NullMarked;
