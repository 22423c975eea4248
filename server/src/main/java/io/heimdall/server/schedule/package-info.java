/// Work that is done once in the cluster, at a time that is kept in the database, by whichever node
/// is there. [io.heimdall.server.schedule.Schedule] is the door; db-scheduler is behind it.
@NullMarked
package io.heimdall.server.schedule;

import org.jspecify.annotations.NullMarked;
