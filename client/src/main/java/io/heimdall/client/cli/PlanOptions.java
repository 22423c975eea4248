package io.heimdall.client.cli;

import io.heimdall.client.cli.units.FrequencyRange;
import io.heimdall.client.cli.units.ReceiverIds;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.Passband;
import io.heimdall.v1.RetryPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What to receive, and how, whenever that is.
final class PlanOptions {

  @Option(
      names = {"-d", "--duration"},
      required = true,
      paramLabel = "DURATION",
      description = "How long on each frequency: 500ms, 10s, 1m30s, 2h; up to 24h.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = {"-r", "--receivers"},
      paramLabel = "IDS",
      description = "Which receivers: 1,2,5-7. Default: all active ones whose band includes it.")
  private ReceiverIds receivers = ReceiverIds.NONE;

  @Option(
      names = "--min-receivers",
      paramLabel = "N",
      description = "How many must deliver for the acquisition not to have failed. Default: 1.")
  private int minReceivers;

  @Option(
      names = "--passband",
      paramLabel = "RANGE",
      description = "What the receivers' filters pass: -2.5kHz..2.5kHz, or its width 5kHz.")
  private @Nullable FrequencyRange passband;

  @Option(
      names = "--sample-rate",
      paramLabel = "RATE",
      description = "Samples per second, for example 12kS/s. Default: the receiver's own.")
  private @Nullable SampleRate sampleRate;

  @Option(
      names = "--gain",
      paramLabel = "DB",
      description = "Manual gain in dB of the receiver's own scale. Default: the driver's.")
  private @Nullable Double gainDb;

  @Option(
      names = "--label",
      paramLabel = "NAME=TEXT",
      description = "A note of your own, kept with the acquisition. May be repeated.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "How often a receiver is tried again. Default: the receiver's own setting.")
  private @Nullable Integer retries;

  @Option(
      names = "--retry-pause",
      paramLabel = "DURATION",
      description = "The pause before the first retry; it doubles with each. Default: 15s.")
  private @Nullable Duration retryPause;

  /// The plan for these frequencies.
  AcquisitionPlan.Builder plan(Frequencies frequencies) {
    AcquisitionPlan.Builder plan =
        AcquisitionPlan.newBuilder()
            .addAllCenterFrequenciesHz(frequencies.hz())
            .setDuration(WireTimes.duration(duration))
            .addAllReceiverIds(receivers.ids())
            .setMinReceivers(minReceivers)
            .putAllLabels(labels);
    if (sampleRate != null) {
      plan.setSampleRateHz(sampleRate.hz());
    }
    if (passband != null) {
      plan.setPassband(
          Passband.newBuilder().setLowHz(passband.lowHz()).setHighHz(passband.highHz()));
    }
    if (gainDb != null) {
      plan.setGainDb(gainDb);
    }
    if (retries != null || retryPause != null) {
      plan.setRetry(retry());
    }
    return plan;
  }

  private RetryPolicy.Builder retry() {
    RetryPolicy.Builder retry = RetryPolicy.newBuilder();
    if (retries != null) {
      retry.setMaxRetries(retries);
    }
    if (retryPause != null) {
      retry.setFirstPause(WireTimes.duration(retryPause));
    }
    return retry;
  }
}
