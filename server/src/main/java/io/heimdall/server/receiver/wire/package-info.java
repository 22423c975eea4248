/// What receivers' protocols share: dialling with a rule for addresses, a connection with
/// deadlines, HTTP/1.1 requests over it, and the reason behind a broken connection.
@NullMarked
package io.heimdall.server.receiver.wire;

import org.jspecify.annotations.NullMarked;
