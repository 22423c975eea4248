package io.heimdall.server.acquisition;

import io.heimdall.db.recording.StreamFacts;
import io.heimdall.server.receiver.StreamInfo;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Turns what a driver says of a stream into what is stored of it.
final class Facts {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final TypeReference<TreeMap<String, String>> STRINGS = new TypeReference<>() {};

  /// Among the facts, that the receiver leaves a spike at 0 Hz.
  private static final String ZERO_IF = "zero_if";

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
        json(info));
  }

  /// What a driver said of a stream, from what is stored of it.
  ///
  /// @param facts as in the recording's row
  /// @return the same
  static StreamInfo read(StreamFacts facts) {
    Map<String, String> more = JSON.readValue(facts.factsJson(), STRINGS);
    boolean zeroIf = Boolean.parseBoolean(more.remove(ZERO_IF));
    Double low = facts.bandLowHz();
    Double high = facts.bandHighHz();
    Double dbmOffset = facts.dbmOffset();
    return new StreamInfo(
        facts.sampleRateHz(),
        low == null ? -facts.sampleRateHz() / 2 : low,
        high == null ? facts.sampleRateHz() / 2 : high,
        dbmOffset == null ? OptionalDouble.empty() : OptionalDouble.of(dbmOffset),
        zeroIf,
        more);
  }

  private static String json(StreamInfo info) {
    var facts = new TreeMap<>(info.facts());
    if (info.zeroIf()) {
      facts.put(ZERO_IF, "true");
    }
    return JSON.writeValueAsString(facts);
  }

  /// Empty as null.
  ///
  /// @param value a value or none
  /// @return the value; null for none
  static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
