/// `heimdall bench`: what an acquisition costs beyond the time its samples take to be received.
///
/// Receivers inside the bench answer at once, so that everything measured is overhead; the pipeline
/// is the real one over a real database and a real object store. Each round also runs the
/// pipeline's stages one by one over the same bytes, and what the machine itself takes for them.
/// Results are checked before they are told.
///
/// `heimdall bench measurements` is the bench of the time series of measurements, on rows that are
/// made from a seed.
@NullMarked
package io.heimdall.server.bench;

import org.jspecify.annotations.NullMarked;
