/// What a machine without a database and an object store runs inside: a real PostgreSQL and an S3
/// server, both on loopback, with their data in one directory that one server at a time uses.
@NullMarked
package io.heimdall.server.embedded;

import org.jspecify.annotations.NullMarked;
