/// Simulated receivers that speak the real wire protocols, with a known truth and, where asked for,
/// known faults: for demonstrations, tests and benchmarks without a radio.
@NullMarked
package io.heimdall.server.simulator;

import org.jspecify.annotations.NullMarked;
