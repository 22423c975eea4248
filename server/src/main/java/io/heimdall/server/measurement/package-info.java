/// Measurements: the rows that say what was found in recordings.
@NullMarked
package io.heimdall.server.measurement;

import org.jspecify.annotations.NullMarked;
