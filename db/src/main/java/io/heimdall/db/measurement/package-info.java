/// Signal metrics, one row per recording.
@NullMarked
package io.heimdall.db.measurement;

import org.jspecify.annotations.NullMarked;
