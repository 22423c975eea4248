/// Summaries of measurements by time, receiver, frequency, band and hour of the day: what is read
/// from rows and what from sums, and how both become one answer.
/// [io.heimdall.server.measurement.summary.Summaries] is the door.
@NullMarked
package io.heimdall.server.measurement.summary;

import org.jspecify.annotations.NullMarked;
