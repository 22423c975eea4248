/// Receivers behind rtl_tcp: an RTL-SDR, or what imitates one, that sends unsigned bytes without
/// frames, stamps or acknowledgements to one client at a time.
@NullMarked
package io.heimdall.server.receiver.rtltcp;

import org.jspecify.annotations.NullMarked;
