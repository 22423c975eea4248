/// URLs of the object store by which artifacts are read and uploads written without a token.
@NullMarked
package io.heimdall.server.artifact.signed;

import org.jspecify.annotations.NullMarked;
