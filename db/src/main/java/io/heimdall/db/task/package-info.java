/// Work that is to be done at a time by some node. The rows are db-scheduler's; what it does not
/// offer is here.
@NullMarked
package io.heimdall.db.task;

import org.jspecify.annotations.NullMarked;
