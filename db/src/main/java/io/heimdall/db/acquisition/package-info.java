/// Acquisitions: creation, state, lease and events. Every write of a run goes through a fence.
@NullMarked
package io.heimdall.db.acquisition;

import org.jspecify.annotations.NullMarked;
