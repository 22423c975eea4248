/// Pictures of measurements: curves over time, and a map of the hours of the day.
@NullMarked
package io.heimdall.client.cli.plot;

import org.jspecify.annotations.NullMarked;
