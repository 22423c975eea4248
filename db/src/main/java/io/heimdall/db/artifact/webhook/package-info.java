/// URLs that are told what happens to artifacts, and what is on its way to them.
@NullMarked
package io.heimdall.db.artifact.webhook;

import org.jspecify.annotations.NullMarked;
