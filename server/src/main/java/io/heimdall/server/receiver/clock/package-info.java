/// Tests of receivers' clocks and tuning on time-signal stations.
@NullMarked
package io.heimdall.server.receiver.clock;

import org.jspecify.annotations.NullMarked;
