package io.heimdall.server.iq.file;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of a file from elsewhere.
///
/// @param centerFrequencyHz the frequency that is 0 Hz in its samples; 0: not known
/// @param sampleRateHz samples per second; 0: not known
/// @param start the time of its first sample; null: not known
public record FileHints(long centerFrequencyHz, double sampleRateHz, @Nullable Instant start) {

  /// Nothing is known.
  public static final FileHints NONE = new FileHints(0, 0, null);
}
