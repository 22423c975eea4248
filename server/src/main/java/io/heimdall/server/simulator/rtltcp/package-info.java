/// A simulated rtl_tcp server: its wire protocol, its habits, and faults.
@NullMarked
package io.heimdall.server.simulator.rtltcp;

import org.jspecify.annotations.NullMarked;
