package io.heimdall.server.acquisition;

import io.heimdall.db.recording.StreamFacts;
import io.heimdall.server.receiver.StreamInfo;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Turns what a driver says of a stream into what is stored of it.
final class Facts {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Facts() {}

  /// What is stored of a stream.
  ///
  /// @param info what its driver says
  /// @return the same, for the recording's row
  static StreamFacts of(StreamInfo info) {
    return new StreamFacts(
        info.sampleRateHz(),
        info.bandLowHz(),
        info.bandHighHz(),
        orNull(info.dbmOffset()),
        JSON.writeValueAsString(info.facts()));
  }

  /// Empty as null.
  ///
  /// @param value a value or none
  /// @return the value; null for none
  static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
