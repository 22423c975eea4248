package io.heimdall.server.dsp;

import static io.heimdall.server.dsp.Known.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The drops of DCF77's carrier in three real recordings, against the arrival of its phase code in
/// the same recordings as another implementation found it.
final class SecondMarksOnRecordingsTest {

  /// Two different marks through the same filters: within 0.1 ms.
  @ParameterizedTest
  @CsvSource({"DF0KL, 0.0067", "F1JEK, 0.0113", "HB9RYZ, 0.0119"})
  void agreeWithThePhaseCode(String station, double carrierHz) throws Exception {
    TestData data = TestData.vectors();
    JsonNode facts = data.json("real_" + station + "_2017_gnss.json");
    double rate = facts.get("sample_rate_exact_hz").asDouble();
    int first = facts.get("first_good_sample").asInt();
    double start = facts.get("t_first_good_sample_gps_sec_of_week").asDouble();
    Signals samples = data.samples("real_" + station + "_2017", rate);
    var trace = new BasebandTrace(rate, 30);
    trace.accept(samples.i, samples.q, first, samples.i.length - first);

    SecondMarks found =
        known(SecondMarks.find(trace, rate, start % 1, carrierHz, MarkShape.drop(0.1)));

    System.out.printf(
        "%s: %d marks, %.1f µs after the second, sigma %.1f µs%n",
        station, found.count(), found.offsetSeconds() * 1e6, found.sigmaSeconds() * 1e6);
    assertThat(found.count()).isGreaterThanOrEqualTo(26);
    assertThat(found.offsetSeconds() * 1e6)
        .isCloseTo(phaseCodeMicros(data.json("tdoa.json"), station), within(100.0));
    assertThat(found.sigmaSeconds() * 1e6).isLessThan(20);
  }

  private static double phaseCodeMicros(JsonNode tdoa, String station) {
    for (JsonNode receiver : tdoa.get("sets").get(0).get("receivers")) {
      if (receiver.get("name").asString().equals(station)) {
        return receiver.get("pzf_toa_after_utc_second_us").asDouble();
      }
    }
    throw new AssertionError("no receiver " + station);
  }
}
