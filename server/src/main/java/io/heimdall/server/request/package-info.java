/// Requests that create something, answered the same however often they are sent, and those that
/// may read for long, a few at a time.
@NullMarked
package io.heimdall.server.request;

import org.jspecify.annotations.NullMarked;
