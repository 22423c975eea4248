/// The filter language of measurements: text becomes a condition, and what cannot is refused.
@NullMarked
package io.heimdall.server.measurement.filter;

import org.jspecify.annotations.NullMarked;
