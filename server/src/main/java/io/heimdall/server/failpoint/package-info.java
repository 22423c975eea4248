/// Named places at which a server ends itself, for proofs that nothing is lost there. None is armed
/// in normal use, and then nothing here is in anybody's way.
@NullMarked
package io.heimdall.server.failpoint;

import org.jspecify.annotations.NullMarked;
