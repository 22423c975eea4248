/// Artifacts: what users keep beside recordings, who may see and change it, and what it was before.
@NullMarked
package io.heimdall.server.artifact;

import org.jspecify.annotations.NullMarked;
