/// Webhooks: URLs that are told what happens to the artifacts that their owners may see.
@NullMarked
package io.heimdall.server.artifact.webhook;

import org.jspecify.annotations.NullMarked;
