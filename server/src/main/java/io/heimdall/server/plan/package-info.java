/// Recurring plans: acquisitions that begin by themselves at the times of a schedule.
@NullMarked
package io.heimdall.server.plan;

import org.jspecify.annotations.NullMarked;
