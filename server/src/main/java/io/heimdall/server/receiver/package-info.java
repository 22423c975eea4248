/// Receivers: the port every driver fills, the reasons a receiver can fail for, and health checks.
/// Each protocol has a package of its own below this one.
@NullMarked
package io.heimdall.server.receiver;

import org.jspecify.annotations.NullMarked;
