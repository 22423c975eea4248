/// How the artifact store is used: what is kept, what came and went, and how calls ended.
@NullMarked
package io.heimdall.db.artifact.usage;

import org.jspecify.annotations.NullMarked;
