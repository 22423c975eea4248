/// Who calls, and what the caller may do. Knows no transport.
@NullMarked
package io.heimdall.server.security;

import org.jspecify.annotations.NullMarked;
