/// A year of measurements as a hundred receivers would make them, out of a seed: the data that the
/// time series is measured and tested on.
@NullMarked
package io.heimdall.server.bench.series;

import org.jspecify.annotations.NullMarked;
