package io.heimdall.server.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.simulator.wire.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The plain HTTP side: the pages of a KiwiSDR, the truth, and the old `/iq` endpoint.
class HttpReceiverIT {

  private static final String IQ = "/iq?tune=7040000&rate=12000";
  private static final SimulatorOptions ONE = SimulatorOptions.synthetic(1);

  @Test
  void showsItsStatus() throws Exception {
    try (Simulator simulator = Simulator.start(ONE)) {
      HttpResponse<String> status = Pages.get(simulator.receiver(1), "/status");

      assertThat(status.statusCode()).isEqualTo(200);
      assertThat(status.body().lines())
          .allMatch(line -> line.contains("="))
          .contains(
              "status=active",
              "offline=no",
              "users=0",
              "users_max=4",
              "ext_api=4",
              "preempt=0",
              "bands=0-30000000",
              "freq_offset=0.000",
              "mode=rx4_wf4",
              "gps=(44.837800, -0.579200)",
              "grid=IN94ru",
              "tdoa_ch=4",
              "sm_cal=-13",
              "adc_ov=0",
              "ant_connected=1",
              "sw_version=KiwiSDR_v1.843")
          .anyMatch(line -> line.startsWith("sdr_hw=KiwiSDR 2 v1.843"))
          .anyMatch(line -> line.startsWith("fixes_min="))
          .anyMatch(line -> line.startsWith("snr="));
    }
  }

  @Test
  void countsItsUsers() throws Exception {
    try (Simulator simulator = Simulator.start(ONE);
        KiwiProbe probe = KiwiProbe.listening(simulator.receiver(1), "1", 7_040)) {
      probe.sound();

      assertThat(Pages.get(simulator.receiver(1), "/status").body()).contains("users=1\n");
      assertThat(Pages.get(simulator.receiver(1), "/users").body())
          .isEqualTo("[{\"i\":0,\"n\":\"simulated\"},{\"i\":1},{\"i\":2},{\"i\":3}]\n");
    }
  }

  @ParameterizedTest
  @CsvSource({"/snr,'[{\"ts\"'", "/gps,'{\"good\":9'", "/adc_ov,'{\"adc_ov\":0}'"})
  void showsItsOtherPages(String path, String start) throws Exception {
    try (Simulator simulator = Simulator.start(ONE)) {
      HttpResponse<String> page = Pages.get(simulator.receiver(1), path);

      assertThat(page.body()).startsWith(start);
      assertThat(page.headers().firstValue("content-type")).contains("application/json");
    }
  }

  @Test
  void hasNoOtherPages() throws Exception {
    try (Simulator simulator = Simulator.start(ONE)) {
      assertThat(Pages.get(simulator.receiver(1), "/nothing").statusCode()).isEqualTo(404);
      assertThat(Pages.get(simulator.receiver(1), "/").body()).contains("<html>");
    }
  }

  @Test
  void tellsTheTruth() throws Exception {
    try (Simulator simulator = Simulator.start(ONE)) {
      SimulatedReceiver receiver = simulator.receiver(1);
      String json = Pages.get(receiver, "/truth").body();

      var levels = receiver.truth().levels().orElseThrow();
      assertThat(number(json, "receiver_id")).isEqualTo(1);
      assertThat(number(json, "emitter_frequency_hz")).isEqualTo(7_040_100.35);
      assertThat(number(json, "level_dbm")).isEqualTo(levels.signalDbm());
      assertThat(number(json, "level_dbfs")).isEqualTo(levels.signalDbfs());
      assertThat(number(json, "noise_density_dbfs_per_hz")).isEqualTo(levels.noiseDbfsPerHz());
      assertThat(number(json, "cn0_dbhz")).isCloseTo(68, within(1e-9));
      assertThat(number(json, "propagation_delay_ns")).isEqualTo(levels.propagationDelayNanos());
      assertThat(number(json, "clock_error_ppm")).isEqualTo(levels.clockErrorPpm());
      assertThat(number(json, "sample_rate_hz")).isEqualTo(receiver.truth().sampleRateHz());
      assertThat(number(json, "latitude")).isEqualTo(44.8378);
    }
  }

  private static double number(String json, String name) {
    Matcher value = Pattern.compile("\"" + name + "\": ([-\\d.E]+)").matcher(json);
    assertThat(value.find()).as(name).isTrue();
    return Double.parseDouble(value.group(1));
  }

  @Test
  void streamsLittleEndianSamplesWithoutEnd() throws Exception {
    try (Simulator simulator = Simulator.start(ONE.withSpeed(0));
        InputStream body =
            Pages.get(simulator.receiver(1), IQ, BodyHandlers.ofInputStream()).body()) {
      byte[] bytes = body.readNBytes(4 * 1_000_000);

      ShortBuffer iq = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
      double power = 0;
      while (iq.hasRemaining()) {
        double value = iq.get() / 32_768.0;
        power += value * value;
      }
      var levels = simulator.receiver(1).truth().levels().orElseThrow();
      double expected =
          Math.pow(10, levels.signalDbfs() / 10)
              + Math.pow(10, levels.noiseDbfsPerHz() / 10)
                  * simulator.receiver(1).truth().sampleRateHz();
      assertThat(10 * Math.log10(power / 1_000_000))
          .isCloseTo(10 * Math.log10(expected), within(0.05));
    }
  }

  @Test
  void pacesTheStream() throws Exception {
    try (Simulator simulator = Simulator.start(ONE.withSpeed(2));
        InputStream body =
            Pages.get(simulator.receiver(1), IQ, BodyHandlers.ofInputStream()).body()) {
      body.readNBytes(2_048);
      long start = System.nanoTime();

      body.readNBytes(4 * 24_000);

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(850), Duration.ofMillis(4_000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/iq", "/iq?tune=7040000", "/iq?tune=x&rate=12000", "/iq?tune=1&rate=0"})
  void refusesARequestItCannotServe(String path) throws Exception {
    try (Simulator simulator = Simulator.start(ONE)) {
      assertThat(Pages.get(simulator.receiver(1), path).statusCode()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BUSY,503",
    "DOWN,503",
    "PASSWORD,401",
    "IP_LIMIT,429",
    "NO_API,404",
    "NO_IQ,404",
    "GARBAGE,200"
  })
  void refusesAsItsFaultSays(Fault fault, int status) throws Exception {
    try (Simulator simulator = Simulator.start(ONE.withFault(1, fault))) {
      HttpResponse<String> answer = Pages.get(simulator.receiver(1), IQ);

      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.headers().firstValue("content-type").orElseThrow())
          .doesNotContain("octet-stream");
    }
  }

  @Test
  void endsShort() throws Exception {
    try (Simulator simulator = Simulator.start(ONE.withFault(1, Fault.SHORT_BODY))) {
      assertThat(Pages.get(simulator.receiver(1), IQ, BodyHandlers.ofByteArray()).body())
          .hasSize(400);
    }
  }

  @Test
  void breaksOff() throws Exception {
    var options = ONE.withSpeed(0).withFault(1, Fault.DISCONNECT, 10);
    try (Simulator simulator = Simulator.start(options);
        InputStream body =
            Pages.get(simulator.receiver(1), IQ, BodyHandlers.ofInputStream()).body()) {
      // The client may give up what it has buffered, so only the manner of the end is certain.
      assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void sendsOnesWhereItIsMasked() throws Exception {
    var options = ONE.withSpeed(0).withFault(1, Fault.MASKED);
    try (Simulator simulator = Simulator.start(options);
        InputStream body =
            Pages.get(simulator.receiver(1), IQ, BodyHandlers.ofInputStream()).body()) {
      assertThat(body.readNBytes(8)).containsExactly(1, 0, 1, 0, 1, 0, 1, 0);
    }
  }

  @Test
  void replaysARecording(@TempDir Path directory) throws Exception {
    Path wav = Recordings.make(directory, "EAST", 20, 1, 124_934.25, 12_001.1);
    byte[] source = Files.readAllBytes(wav);
    try (Simulator simulator = Simulator.start(SimulatorOptions.replay(directory).withSpeed(0));
        InputStream body =
            Pages.get(
                    simulator.receiver(1),
                    "/iq?tune=77500&rate=12000",
                    BodyHandlers.ofInputStream())
                .body()) {
      for (int k = 0; k < 20; k++) {
        int at = Recordings.HEADER_BYTES + k * Recordings.PAIR_BYTES + 26;
        assertThat(body.readNBytes(2_048)).isEqualTo(Arrays.copyOfRange(source, at, at + 2_048));
      }
      assertThat(Pages.get(simulator.receiver(1), "/iq?tune=77500&rate=48000").statusCode())
          .isEqualTo(400);
    }
  }
}
