/// Generated messages from and to domain records. Nothing else of the server knows both.
@NullMarked
package io.heimdall.server.grpc.message;

import org.jspecify.annotations.NullMarked;
