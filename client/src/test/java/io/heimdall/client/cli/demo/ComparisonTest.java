package io.heimdall.client.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.v1.Measurement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class ComparisonTest {

  private static final Truth TRUTH =
      new Truth(7_040_100.35, 12_000.5, OptionalDouble.of(-80), OptionalDouble.of(50));

  private static Measurement.Builder measured() {
    return Measurement.newBuilder()
        .setReceiverId(8)
        .setReceiverName("sim-8")
        .setCenterFrequencyHz(7_040_000)
        .setSnrDb(40)
        .setSignalBandwidthHz(10)
        .setSnrRefDb(16.02)
        .setReferenceBandwidthHz(2500)
        .setFrequencyOffsetHz(100.35)
        .setSignalPowerDbm(-80.01)
        .setSampleRateHz(12_000.5);
  }

  private static Comparison comparison(Measurement.Builder measured) {
    return new Comparison(List.of(new Comparison.Row(measured.build(), TRUTH)));
  }

  @Test
  void knowsTheTrueSnrInAnyBandwidth() {
    assertThat(TRUTH.snrDb(10).orElseThrow()).isEqualTo(40);
    assertThat(TRUTH.snrDb(2500).orElseThrow()).isCloseTo(16.0206, within(1e-4));
    assertThat(TRUTH.snrDb(0)).isEmpty();
  }

  @Test
  void agreesWithinTheLimits() {
    Comparison right = comparison(measured());

    assertThat(right.agrees()).isTrue();
    assertThat(right.verdict())
        .isEqualTo(
            "Largest deviation from the truth: SNR 0.000 dB in the signal's band and 0.001 dB in"
                + " 2.5 kHz (limit 0.3), offset 0.00000 Hz (limit 0.05).");
    assertThat(right.table().lines().get(1).split(" +"))
        .containsExactly(
            "",
            "8",
            "sim-8",
            "40.00",
            "40.00",
            "16.02",
            "16.02",
            "100.3500",
            "100.3500",
            "-80.01",
            "-80.00",
            "12000.5000",
            "12000.5000",
            "-");
  }

  @Test
  void disagreesBeyondThem() {
    assertThat(comparison(measured().setSnrDb(40.31)).agrees()).isFalse();
    assertThat(comparison(measured().setSnrRefDb(15.7)).agrees()).isFalse();
    assertThat(comparison(measured().setFrequencyOffsetHz(100.41)).agrees()).isFalse();
    assertThat(comparison(measured().clearSnrDb()).agrees()).isFalse();
    assertThat(new Comparison(List.of()).agrees()).isFalse();
  }

  @Test
  void judgesNoSignalsOfReplayedRecordings() {
    var replayed = new Truth(77_500, 12_001.1, OptionalDouble.empty(), OptionalDouble.empty());
    Measurement carrier =
        measured().setCenterFrequencyHz(77_500).setFrequencyOffsetHz(0.0123).build();
    var comparison = new Comparison(List.of(new Comparison.Row(carrier, replayed)));

    assertThat(comparison.agrees()).isTrue();
    assertThat(comparison.verdict()).endsWith("is 0.0123 Hz.");
    assertThat(comparison.table().lines().get(1)).contains("0.0123", "12000.5000  12001.1000");
  }

  @Test
  void readsTheTruthOfASimulatedReceiver() {
    Truth truth =
        Truth.parse(
            """
            {"emitter_frequency_hz": 7040100.35, "sample_rate_hz": 12000.5,
             "level_dbm": -80, "cn0_dbhz": 50.0}
            """);

    assertThat(truth).isEqualTo(TRUTH);
    assertThat(
            Truth.parse("{\"emitter_frequency_hz\": 1, \"sample_rate_hz\": 2, \"cn0_dbhz\": null}")
                .carrierToNoiseDbHz())
        .isEmpty();
    assertThatExceptionOfType(DemoException.class).isThrownBy(() -> Truth.parse("<html>"));
    assertThatExceptionOfType(DemoException.class).isThrownBy(() -> Truth.parse("{}"));
  }

  @Test
  void findsTheAddressAmongWhatTheServerSays() {
    assertThat(Stage.grpcAddress("gRPC      127.0.0.1:50051 (token in /x/token)"))
        .map(Object::toString)
        .isEqualTo(Optional.of("127.0.0.1:50051"));
    assertThat(Stage.grpcAddress("S3 http://127.0.0.1:9000")).isEmpty();
  }
}
