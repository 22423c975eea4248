/// Recurring plans: what begins by itself, and when.
@NullMarked
package io.heimdall.db.plan;

import org.jspecify.annotations.NullMarked;
