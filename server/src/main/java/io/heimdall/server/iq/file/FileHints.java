package io.heimdall.server.iq.file;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of a file from elsewhere. It stands above what the file says.
///
/// @param centerFrequencyHz the frequency that is 0 Hz in its samples; 0: as the file says
/// @param sampleRateHz samples per second; 0: as the file says
/// @param start the time of its first sample; null: as the file says
public record FileHints(long centerFrequencyHz, double sampleRateHz, @Nullable Instant start) {

  /// Nothing is known.
  public static final FileHints NONE = new FileHints(0, 0, null);
}
