/// Artifacts: what is said of them, the versions of their bytes, whom they are shared with.
@NullMarked
package io.heimdall.db.artifact;

import org.jspecify.annotations.NullMarked;
