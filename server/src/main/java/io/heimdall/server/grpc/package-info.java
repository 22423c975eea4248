/// The edge: one thin adapter per service of the contract, and the server they stand in. Generated
/// types stop here; inside we speak domain records.
@NullMarked
package io.heimdall.server.grpc;

import org.jspecify.annotations.NullMarked;
