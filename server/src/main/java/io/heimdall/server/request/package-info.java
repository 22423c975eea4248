/// Requests that create something, answered the same however often they are sent.
@NullMarked
package io.heimdall.server.request;

import org.jspecify.annotations.NullMarked;
