/// What expressions of the filter language may say of measurements.
@NullMarked
package io.heimdall.server.measurement.filter;

import org.jspecify.annotations.NullMarked;
