/// Recordings: what receivers delivered, listed and read back.
@NullMarked
package io.heimdall.server.recording;

import org.jspecify.annotations.NullMarked;
