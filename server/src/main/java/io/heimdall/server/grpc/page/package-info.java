/// Pages of lists: their size, and tokens that lead on.
@NullMarked
package io.heimdall.server.grpc.page;

import org.jspecify.annotations.NullMarked;
