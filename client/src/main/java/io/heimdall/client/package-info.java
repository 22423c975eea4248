/// The typed client library: [HeimdallClient] is the door.
@NullMarked
package io.heimdall.client;

import org.jspecify.annotations.NullMarked;
