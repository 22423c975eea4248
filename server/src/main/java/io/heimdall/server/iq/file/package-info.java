/// Files of samples: what they are, what they say of themselves, and their samples as blocks in
/// constant memory.
@NullMarked
package io.heimdall.server.iq.file;

import org.jspecify.annotations.NullMarked;
