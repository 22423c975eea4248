/// What the chaos harness does to its cluster: a seeded schedule of faults, and who brings them
/// about.
@NullMarked
package io.heimdall.server.chaos.fault;

import org.jspecify.annotations.NullMarked;
