package io.heimdall.client.cli;

import io.heimdall.v1.MeasurementFilter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What measurements are chosen by. All that is given must match.
final class MeasurementChoice {

  @Mixin private RecordingFilter recording = new RecordingFilter();

  @Option(names = "--min-snr", paramLabel = "DB", description = "Only with at least this SNR.")
  private @Nullable Double lowestSnr;

  @Option(names = "--max-snr", paramLabel = "DB", description = "Only with at most this SNR.")
  private @Nullable Double highestSnr;

  int limit() {
    return recording.limit();
  }

  int pageSize() {
    return recording.pageSize();
  }

  MeasurementFilter filter() {
    MeasurementFilter.Builder filter =
        MeasurementFilter.newBuilder()
            .setAcquisitionId(recording.acquisition())
            .addAllReceiverIds(recording.receivers().ids())
            .setMinFrequencyHz(recording.lowestHz())
            .setMaxFrequencyHz(recording.highestHz());
    if (recording.since() != null) {
      filter.setStartFrom(AcquisitionsCommand.timestamp(recording.since()));
    }
    if (recording.before() != null) {
      filter.setStartBefore(AcquisitionsCommand.timestamp(recording.before()));
    }
    if (lowestSnr != null) {
      filter.setMinSnrDb(lowestSnr);
    }
    if (highestSnr != null) {
      filter.setMaxSnrDb(highestSnr);
    }
    return filter.build();
  }
}
