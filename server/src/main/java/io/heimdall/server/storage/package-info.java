/// Samples at rest: the object store, the names and files of a session, and reading samples back.
///
/// Start at [io.heimdall.server.storage.ObjectStore] and
/// [io.heimdall.server.storage.SessionLayout].
@NullMarked
package io.heimdall.server.storage;

import org.jspecify.annotations.NullMarked;
