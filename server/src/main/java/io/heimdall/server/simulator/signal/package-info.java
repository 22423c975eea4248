/// What a simulated receiver hears: a synthetic emitter in noise, or a recording played again.
@NullMarked
package io.heimdall.server.simulator.signal;

import org.jspecify.annotations.NullMarked;
