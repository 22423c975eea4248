/// This server among those that share its database: what it says of itself, and where the others
/// are.
@NullMarked
package io.heimdall.server.node;

import org.jspecify.annotations.NullMarked;
