/// What a server stands on: the database and the object store, given or embedded.
@NullMarked
package io.heimdall.server.backend;

import org.jspecify.annotations.NullMarked;
