/// Receivers behind SpyServer, which gives each client a decimated part of the band. The protocol
/// is unpublished; what is here was read in other clients.
@NullMarked
package io.heimdall.server.receiver.spyserver;

import org.jspecify.annotations.NullMarked;
