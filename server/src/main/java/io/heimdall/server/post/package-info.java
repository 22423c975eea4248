/// Requests that tell other programs something: signed, bounded in time and size, and sent only
/// where this server may send.
@NullMarked
package io.heimdall.server.post;

import org.jspecify.annotations.NullMarked;
