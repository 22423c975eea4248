/// How the artifact store is used: what comes and goes is counted, and told with what is kept.
@NullMarked
package io.heimdall.server.artifact.usage;

import org.jspecify.annotations.NullMarked;
