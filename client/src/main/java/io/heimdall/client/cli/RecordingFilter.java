package io.heimdall.client.cli;

import io.heimdall.client.cli.units.ReceiverIds;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What recordings and measurements are chosen by. All that is given must match.
final class RecordingFilter {

  @Option(
      names = {"-a", "--acquisition"},
      paramLabel = "ID",
      description = "Only those of this acquisition.")
  private String acquisition = "";

  @Option(
      names = {"-r", "--receivers"},
      paramLabel = "IDS",
      description = "Only those of these receivers: 1,2,5-7.")
  private ReceiverIds receivers = ReceiverIds.NONE;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only from then on: 2025-11-21T10:00:00Z, or 2h ago.")
  private @Nullable Instant since;

  @Option(names = "--before", paramLabel = "TIME", description = "Only before then.")
  private @Nullable Instant before;

  @Option(
      names = "--min-frequency",
      paramLabel = "FREQUENCY",
      description = "Only those tuned there or above.")
  private @Nullable Frequency lowest;

  @Option(
      names = "--max-frequency",
      paramLabel = "FREQUENCY",
      description = "Only those tuned there or below.")
  private @Nullable Frequency highest;

  String acquisition() {
    return acquisition;
  }

  ReceiverIds receivers() {
    return receivers;
  }

  @Nullable Instant since() {
    return since;
  }

  @Nullable Instant before() {
    return before;
  }

  long lowestHz() {
    return lowest == null ? 0 : lowest.hz();
  }

  long highestHz() {
    return highest == null ? 0 : highest.hz();
  }
}
