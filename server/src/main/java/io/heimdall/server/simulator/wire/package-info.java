/// One simulated receiver's TCP port: a small HTTP and WebSocket server that speaks the KiwiSDR
/// protocol and the old `/iq` endpoint, with the faults real receivers have.
@NullMarked
package io.heimdall.server.simulator.wire;

import org.jspecify.annotations.NullMarked;
