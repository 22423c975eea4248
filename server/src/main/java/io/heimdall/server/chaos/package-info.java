/// The chaos harness: several servers, everything that can happen to them, and the proof that what
/// was accepted is finished.
@NullMarked
package io.heimdall.server.chaos;

import org.jspecify.annotations.NullMarked;
