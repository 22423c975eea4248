/// The edge: one thin adapter per service of the contract, who may call it, what a request may look
/// like, pages and streams. Generated types stop here; inside we speak domain records.
@NullMarked
package io.heimdall.server.grpc;

import org.jspecify.annotations.NullMarked;
