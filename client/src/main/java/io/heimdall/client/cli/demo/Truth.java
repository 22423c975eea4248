package io.heimdall.client.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is true of a simulated receiver, as its page `/truth` tells. Levels are absent where a
/// recording is replayed.
///
/// @param emitterFrequencyHz frequency of the carrier, in Hz
/// @param sampleRateHz samples per UTC second, in Hz
/// @param levelDbm power of the carrier at the antenna, in dBm
/// @param carrierToNoiseDbHz power of the carrier over the noise density, in dB Hz
public record Truth(
    double emitterFrequencyHz,
    double sampleRateHz,
    OptionalDouble levelDbm,
    OptionalDouble carrierToNoiseDbHz) {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Asks a simulated receiver.
  ///
  /// @param url where it listens
  /// @return its truth
  /// @throws IOException if it does not answer
  /// @throws InterruptedException if the waiting is interrupted
  public static Truth ask(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/truth")).timeout(LIMIT).build();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new DemoException("%s/truth answered %d".formatted(url, answer.statusCode()));
      }
      return parse(answer.body());
    }
  }

  static Truth parse(String json) {
    try {
      JsonNode page = JSON.readTree(json);
      return new Truth(
          page.required("emitter_frequency_hz").asDouble(),
          page.required("sample_rate_hz").asDouble(),
          number(page, "level_dbm"),
          number(page, "cn0_dbhz"));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new DemoException("A simulated receiver's /truth is not what it should be.", e);
    }
  }

  private static OptionalDouble number(JsonNode page, String name) {
    JsonNode value = page.path(name);
    return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
  }

  /// The true signal to noise ratio in a bandwidth.
  ///
  /// @param bandwidthHz the bandwidth
  /// @return dB; empty where no level is known
  OptionalDouble snrDb(double bandwidthHz) {
    return carrierToNoiseDbHz.isPresent() && bandwidthHz > 0
        ? OptionalDouble.of(carrierToNoiseDbHz.getAsDouble() - 10 * Math.log10(bandwidthHz))
        : OptionalDouble.empty();
  }

  /// The true frequency offset.
  ///
  /// @param centerFrequencyHz where the receiver is tuned
  /// @return Hz
  double offsetHz(long centerFrequencyHz) {
    return emitterFrequencyHz - centerFrequencyHz;
  }
}
