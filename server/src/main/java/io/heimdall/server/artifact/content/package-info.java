/// The bytes of artifacts as the store has them: read, verified and unpacked.
@NullMarked
package io.heimdall.server.artifact.content;

import org.jspecify.annotations.NullMarked;
