/// The typed client library.
@NullMarked
package io.heimdall.client;

import org.jspecify.annotations.NullMarked;
